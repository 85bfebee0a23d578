"""What the interface for programs answers: typed documents, each field with its meaning."""

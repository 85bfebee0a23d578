"""What runs a piece of work for each bucket of the lake."""

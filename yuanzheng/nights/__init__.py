"""Every night: when it comes, what is due, and the service that waits for it."""

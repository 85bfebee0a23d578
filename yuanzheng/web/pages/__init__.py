"""Pages for people: each file has a `router`."""

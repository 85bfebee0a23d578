"""The measuring set of licence identification and the tools measured on it."""

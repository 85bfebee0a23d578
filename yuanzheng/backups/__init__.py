"""Backups: everything that cannot be made again, content-addressed, whole whenever it is killed."""

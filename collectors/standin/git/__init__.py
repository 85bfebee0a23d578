"""Git histories held in memory, and their smart HTTP service."""

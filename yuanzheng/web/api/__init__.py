"""Documents for programs, below /api/v1: each file has a `router`."""

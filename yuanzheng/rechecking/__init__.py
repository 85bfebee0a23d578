"""Asks the platforms again for a sample of figures, and says which have moved."""

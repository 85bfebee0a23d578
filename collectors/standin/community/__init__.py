"""The sample community: generated from a seed, the same bytes on every machine."""

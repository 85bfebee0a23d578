"""Scoring spread over machines: the same steps, the middle one for each bucket of the lake."""

"""Collectors: from platforms into the warehouse."""

"""Scoring: from collected records to measurements and findings."""

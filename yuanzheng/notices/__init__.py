"""Failures and anomalies, told to people: what, since when, what to do, and not every night."""

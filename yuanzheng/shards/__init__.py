"""Collecting on several hosts: a project at a time, by whoever has its lease."""

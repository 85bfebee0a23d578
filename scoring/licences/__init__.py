"""Licences: what a repository declares, what its licence file says, and whether they agree."""

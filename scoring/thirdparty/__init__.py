"""Third-party code: which there is, under which licence, and whether the project says so."""

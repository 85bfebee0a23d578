"""The report on paper: what is printed, in which letters, by which template."""

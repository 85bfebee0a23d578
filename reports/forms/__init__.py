"""Official forms as Word files: parts that know no policy, filled by the front door."""

"""The table in which a bureau recommends many applicants."""

"""The warehouse: the data, its raw answers, and nothing of networks or policies."""

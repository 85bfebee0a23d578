"""The report as a Word file: what stands in it, how it is marked up, how it is packed."""

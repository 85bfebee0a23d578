"""The reviewer's comparison of projects: as values, read from the warehouse, and written."""

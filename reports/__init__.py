"""Reports: from measurements and findings to pages and tables."""

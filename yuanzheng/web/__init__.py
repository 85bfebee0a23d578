"""The pages and the interface people look at, served from the published copy."""

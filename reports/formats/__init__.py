"""One file for each format; found by walking this folder."""

"""One file for each platform; found by walking this folder."""

"""The seal: packs that prove themselves, and the check of packs from strangers."""

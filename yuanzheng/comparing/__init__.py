"""The command `compare`: projects side by side, for whoever has to rank them."""

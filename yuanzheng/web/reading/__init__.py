"""What the pages say, read from a published copy into values."""

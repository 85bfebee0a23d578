"""Who comes, and what they may see."""

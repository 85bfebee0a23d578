"""What `yuanzheng check` looks at: the platforms and this machine."""

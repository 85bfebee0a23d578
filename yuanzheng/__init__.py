"""源证 (yuanzheng): the front door. The only package that knows all four rooms."""

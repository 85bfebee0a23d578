"""Pictures of the platforms' pages, as a browser showed them; never drawn on."""

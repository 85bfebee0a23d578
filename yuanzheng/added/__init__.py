"""Projects added by the pages: `projects.toml` beside the configuration, written by machine."""

"""The figures of a git history a second time: plain git commands and pandas."""

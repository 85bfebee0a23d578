"""GitHub's REST interface as it is in November 2026."""

from collectors.standin.github.site import site

__all__ = ["site"]

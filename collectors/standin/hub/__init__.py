"""The Hugging Face Hub: `/api`, files, and the count of downloads."""

from collectors.standin.hub.site import site

__all__ = ["site"]

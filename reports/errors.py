"""The one error of this room; its message is a Chinese sentence for the user."""

from __future__ import annotations


class ReportError(Exception):
    """The evidence folder cannot be written as asked."""

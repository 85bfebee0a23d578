"""Gitee's v5 interface, and git for the repositories it holds."""

from collectors.standin.gitee.site import site

__all__ = ["site"]

"""Settings of the collectors: table `[collectors]` of the configuration."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

STRICT = ConfigDict(frozen=True, extra="forbid")


class PlatformSettings(BaseModel):
    """Where a platform answers and which environment variable holds its token."""

    model_config = STRICT
    api: str
    web: str
    token_env: str


class GitHubSettings(PlatformSettings):
    api: str = "https://api.github.com"
    web: str = "https://github.com"
    token_env: str = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable


class GiteeSettings(PlatformSettings):
    api: str = "https://gitee.com/api/v5"
    web: str = "https://gitee.com"
    token_env: str = "GITEE_TOKEN"  # noqa: S105 - the name of a variable


class HuggingFaceSettings(PlatformSettings):
    api: str = "https://huggingface.co"
    web: str = "https://huggingface.co"
    token_env: str = "HF_TOKEN"  # noqa: S105 - the name of a variable


class CollectorSettings(BaseModel):
    """`proxy` is an HTTP proxy for API and git alike; empty: as the environment says."""

    model_config = STRICT
    proxy: str = ""
    timeout_seconds: float = Field(default=30, gt=0)
    max_wait_seconds: float = Field(default=90, ge=0)
    max_retries: int = Field(default=4, ge=0, le=10)
    github: GitHubSettings = GitHubSettings()
    gitee: GiteeSettings = GiteeSettings()
    huggingface: HuggingFaceSettings = HuggingFaceSettings()

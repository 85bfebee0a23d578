"""Stand-in platforms: GitHub, Gitee, Hugging Face and git on loopback, about a sample community.

It shares no code with the clients it answers: an error cannot hide on both sides.
"""

from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community.build import SAMPLE_PROJECTS, SampleProject, sample_community
from collectors.standin.community.model import SAMPLE_NOW
from collectors.standin.community.state import Community
from collectors.standin.serving import StandIn, serve

__all__ = [
    "SAMPLE_NOW",
    "SAMPLE_PROJECTS",
    "STANDIN_TOKEN",
    "Community",
    "SampleProject",
    "StandIn",
    "sample_community",
    "serve",
]

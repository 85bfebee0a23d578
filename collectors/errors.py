"""Why a stream ends early, named by what the caller should do. Messages are Chinese sentences."""

from __future__ import annotations


class StreamStopped(Exception):
    """The stream cannot go on now.

    `code` is the machine word kept in `stream_state`; `failed` tells whether the user should act;
    `whole_repo` whether asking further streams of this repository is pointless.
    """

    code = "stopped"
    failed = True
    whole_repo = False

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gone(StreamStopped):
    """Deleted, private, or never there."""

    code = "gone"
    whole_repo = True


class Blocked(StreamStopped):
    """Taken down for legal reasons (451)."""

    code = "blocked"
    whole_repo = True


class NameReused(StreamStopped):
    """The name now belongs to another repository."""

    code = "name_reused"
    whole_repo = True


class Duplicate(StreamStopped):
    """The same repository is read under another address already."""

    code = "duplicate"
    whole_repo = True


class BadToken(StreamStopped):
    """The token is not accepted."""

    code = "bad_token"
    whole_repo = True


class Refused(StreamStopped):
    """The platform does not show this to us: a limit of the platform, not a failure."""

    code = "refused"
    failed = False


class Disabled(StreamStopped):
    """The project has switched this off: nothing to see, and known to be so."""

    code = "disabled"
    failed = False


class Empty(StreamStopped):
    """The repository holds no commit yet."""

    code = "empty"
    failed = False


class NotFound(StreamStopped):
    """This address answers 404 while the repository itself is there."""

    code = "not_found"
    failed = False


class NoToken(StreamStopped):
    """The platform answers this to nobody without a token: nothing is wrong, and nothing known."""

    code = "no_token"
    failed = False


class Quota(StreamStopped):
    """The request quota is used up for longer than we may wait."""

    code = "quota"
    whole_repo = True


class Points(Quota):
    """The points for GraphQL are: REST has a quota of its own (G9)."""

    whole_repo = False


class Unreachable(StreamStopped):
    """No network, time-outs, or server errors to the end of patience."""

    code = "unreachable"


class Computing(Unreachable):
    """The platform goes on answering 202: it has begun to work the answer out."""

    code = "computing"


class Preparing(Computing):
    """So where such an answer is known to take its time."""

    failed = False


class NoPush(StreamStopped):
    """Shown only to those who may push to the repository."""

    code = "no_push"
    failed = False


class NoGraph(StreamStopped):
    """The platform gives no dependency graph of the repository."""

    code = "no_graph"
    failed = False


class TooHeavy(Unreachable):
    """The server could not bring so much in one answer: ask for less."""


class Malformed(StreamStopped):
    """The answer is not what the interface promises."""

    code = "malformed"


class Unconfirmed(StreamStopped):
    """What lies under the name now may be another repository, and nobody said that it is not."""

    code = "unconfirmed"


class TooLarge(StreamStopped):
    """More than any repository made by people has: read on, it might have no end."""

    code = "too_large"


class Interrupted(StreamStopped):
    """The user asked to stop; the page in hand is finished."""

    code = "interrupted"
    whole_repo = True

"""What follows a night, whatever it came to: a backup, and word to those who are to know."""

from __future__ import annotations

from dataclasses import replace

from yuanzheng import clock, failures
from yuanzheng.backups import telling
from yuanzheng.config import Config
from yuanzheng.notices import rounds
from yuanzheng.stages import Outcome
from yuanzheng.voice import Voice


def after(
    config: Config, outcome: Outcome | None, voice: Voice, error: Exception | None = None
) -> Outcome | None:
    """The outcome with what was not backed up among its problems. Nothing after a night that was
    cut short: who stops the service waits for it. Never raises.

    The backup comes first, so that its failure is told of the same night.
    """
    if outcome is not None and outcome.exit_code == failures.INTERRUPTED:
        return outcome
    undone = telling.after_night(config, at=clock.now())
    for words in undone if outcome is None else ():
        voice.warn(words)
    reason = failures.sentence(error) if error else None
    for words in rounds.after_night(config, outcome, moment=clock.now(), error=reason):
        voice.warn(words)
    return outcome and replace(outcome, problems=(*outcome.problems, *undone))


def started(config: Config, voice: Voice) -> None:
    """When the service starts. Never raises."""
    for words in rounds.at_start(config, moment=clock.now()):
        voice.warn(words)

"""Limits are read from the answers' headers, against the server's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collectors import limits

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SERVER = "Sun, 01 Nov 2026 11:00:00 GMT"
RESET = str(int(datetime(2026, 11, 1, 11, 10, tzinfo=UTC).timestamp()))


def test_a_wrong_clock_does_not_change_the_wait() -> None:
    """This machine is an hour ahead: the wait is still ten minutes."""
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": RESET, "Date": SERVER}
    quota = limits.read(headers, NOW)
    assert quota is not None
    assert quota.seconds(NOW) == 600


def test_the_hub_counts_down_in_seconds() -> None:
    quota = limits.read({"RateLimit": '"api";r=0;t=120'}, NOW)
    assert quota is not None
    assert (quota.left, quota.until) == (0, NOW + timedelta(seconds=120))


def test_no_word_of_a_limit_is_no_limit() -> None:
    assert limits.read({}, NOW) is None
    assert limits.read({"X-RateLimit-Remaining": "x", "X-RateLimit-Reset": "y"}, NOW) is None
    assert limits.Quota().seconds(NOW) == 0


@pytest.mark.parametrize(
    ("status", "headers", "body", "limited"),
    [
        (429, {}, b"", True),
        (403, {"Retry-After": "9"}, b"", True),
        (403, {"X-RateLimit-Remaining": "0"}, b"", True),
        (403, {}, b"You have exceeded a secondary rate limit", True),
        (403, {"X-RateLimit-Remaining": "9"}, b"Must have push access", False),
        (404, {"Retry-After": "9"}, b"", False),
    ],
)
def test_which_refusals_are_about_the_rate(
    status: int, headers: dict[str, str], body: bytes, limited: bool
) -> None:
    assert limits.limited(status, headers, body) is limited


def test_waits_without_a_word_grow() -> None:
    assert [limits.pause({}, NOW, n) for n in range(3)] == [60, 120, 240]
    assert limits.pause({"Retry-After": "7"}, NOW, 2) == 7

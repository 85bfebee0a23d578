"""What Prometheus is told of the published copy and of runs. What is not known is not told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from warehouse import publishing
from yuanzheng import clock, running
from yuanzheng.web.copies import NothingPublished
from yuanzheng.web.documents.held import question
from yuanzheng.web.site import Site


@dataclass(frozen=True)
class Gauges(Collector):
    """Read anew for each question."""

    site: Site

    def collect(self) -> Iterator[Metric]:
        place = self.site.place
        failed = publishing.failure(place.published) is not None
        yield _one("publishing_failed", "Whether the last attempt to publish failed.", failed)
        going = running.read(place.data) is not None
        yield _one("run_under_way", "Whether a run is under way.", going)
        try:
            copy = self.site.copies.current()
        except NothingPublished:
            return
        at = copy.copy.published_at.timestamp()
        yield _one("copy_published_timestamp_seconds", "When the copy was published.", at)
        age = max(0.0, (clock.now() - copy.copy.published_at).total_seconds())
        yield _one("copy_age_seconds", "How old the published copy is.", age)
        yield _counted("projects", "Projects in the copy.", "sample", copy.rows(_PROJECTS))
        yield _counted("streams", "Streams by how completely they are known.", "grade",
                       copy.rows(_STREAMS))  # fmt: skip
        for row in copy.rows(question("last_run")):
            yield _last(row["outcome"])
            ended = row["finished_at"].timestamp()
            yield _one("last_run_finished_timestamp_seconds", "When the last run ended.", ended)
            if row["failed"] is not None:
                yield _one("last_run_streams_failed", "Streams that failed in it.", row["failed"])
            if row["requests"] is not None:
                yield _one("last_run_requests", "Requests it sent.", row["requests"])


_PROJECTS = "SELECT sample::TEXT AS label, count(*) AS n FROM project GROUP BY ALL ORDER BY ALL"
_STREAMS = "SELECT grade AS label, count(*) AS n FROM stream_state GROUP BY ALL ORDER BY ALL"
_OUTCOMES = ("complete", "partial", "failed", "interrupted")


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"yuanzheng_{name}", words, value=float(value))


def _counted(name: str, words: str, label: str, rows: list[dict[str, object]]) -> Metric:
    made = GaugeMetricFamily(f"yuanzheng_{name}", words, labels=[label])
    for row in rows:
        made.add_metric([str(row["label"])], float(str(row["n"])))
    return made


def _last(outcome: str) -> Metric:
    words = "How the last run ended: 1 for that outcome, 0 for the others."
    made = GaugeMetricFamily("yuanzheng_last_run_outcome", words, labels=["outcome"])
    for one in _OUTCOMES:
        made.add_metric([one], float(one == outcome))
    return made

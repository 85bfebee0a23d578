"""What a host does: takes one project after the other, collects it, gives it back."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from collectors.results import ProjectSources
from warehouse.errors import WarehouseError
from warehouse.leases import Lease, LeaseLost, Leases
from yuanzheng import clock, failures
from yuanzheng.config import Config, Settings
from yuanzheng.failures import Refused
from yuanzheng.shards.settings import ShardSettings, is_spent, shared

NO_FOLDER = (
    "还没有写几台机器共用的文件夹：请在 config.toml 的 [shards] 里写 folder，每台机器写同一个。"
)
_SPENT = "这台机器的请求数预算用完了：其余项目留给别的机器，或下一次。"
Collect = Callable[[Settings, ProjectSources, Callable[[], bool]], tuple[int, int]]
Say = Callable[[str], None]


@dataclass
class Tally:
    """What this host did: exit code of each project it collected, requests, and what went wrong."""

    codes: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    problems: list[str] = field(default_factory=list)
    spent: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """This host at work on the projects of `config`. `collect` collects one into the warehouse of
    the settings it is given, and says its exit code and how many requests it sent."""

    config: Config
    collect: Collect
    say: Say
    stop: Callable[[], bool]
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = clock.now

    @property
    def own(self) -> ShardSettings:
        return self.config.settings.shards

    @property
    def name(self) -> str:
        return self.own.host or socket.gethostname()

    def work(self) -> Tally:
        """Until every project is fresh, whoever collected it, or this host may do no more. Raises
        `Refused` without a shared folder, OSError when it cannot be written."""
        if self.own.folder is None:
            raise Refused(NO_FOLDER)
        leases = Leases(self.own.folder, self.name, self.own.lease_seconds, self.now)
        tally = Tally()
        while not self.stop() and not tally.spent:
            waiting = [one for one in self._order() if self._is_open(leases, one, tally)]
            held = [one for one in waiting if not self._tried(leases, one, tally)]
            if not waiting or (held and not self._waited()):
                break
        return tally

    def _order(self) -> Sequence[ProjectSources]:
        """Another on every host, so that they seldom want the same."""
        return sorted(
            self.config.projects,
            key=lambda one: sha256(f"{self.name}\n{one.project_id}".encode()).digest(),
        )

    def _is_open(self, leases: Leases, project: ProjectSources, tally: Tally) -> bool:
        fresh = self._is_fresh(leases.last(project.project_id))
        return not fresh and project.project_id not in tally.codes

    def _is_fresh(self, lease: Lease | None) -> bool:
        since = self.now() - timedelta(hours=self.own.fresh_hours)
        return lease is not None and lease.done_at is not None and lease.done_at >= since

    def _tried(self, leases: Leases, project: ProjectSources, tally: Tally) -> bool:
        """Whether this host need not look after it any more; False: another one has it."""
        budget = self.config.settings.collectors
        if self.stop() or is_spent(budget, self.own.token_share, tally.requests):
            tally.spent = not self.stop()
            if tally.spent and _SPENT not in tally.problems:
                tally.problems.append(_SPENT)
            return True
        try:
            if (lease := leases.take(project.project_id)) is None:
                return False
            if self._is_fresh(lease):  # another host was faster
                leases.give_back(lease, done=False)
                return True
            self.say(f"采集 {project.name}（第 {lease.number} 号租约）…")
            self._collected(leases, lease, project, tally)
        except WarehouseError as error:
            tally.codes[project.project_id] = failures.WRONG
            tally.problems.append(f"项目“{project.name}”：{failures.sentence(error)}")
        return True

    def _collected(
        self, leases: Leases, lease: Lease, project: ProjectSources, tally: Tally
    ) -> None:
        places = self.config.settings.warehouse.model_copy(update={"folder": leases.data(lease)})
        budget = shared(self.config.settings.collectors, self.own.token_share, tally.requests)
        settings = self.config.settings.model_copy(
            update={"warehouse": places, "collectors": budget}
        )
        failed: Exception | None = None
        code = requests = 0
        with _kept(leases, lease, self.own.lease_seconds, self.now) as keeper:
            try:
                code, requests = self.collect(
                    settings, project, lambda: self.stop() or keeper.lost.is_set()
                )
            except Exception as error:  # noqa: BLE001 - raised below, once the lease is given back
                failed = error
        tally.requests += requests
        if keeper.lost.is_set():
            raise LeaseLost(keeper.words) from failed
        if failed is not None:
            leases.give_back(keeper.lease, done=False)
            raise failed
        tally.codes[project.project_id] = code
        leases.give_back(keeper.lease, done=code in {failures.COMPLETE, failures.PARTIAL})

    def _waited(self) -> bool:
        """For a while, in pieces: whoever asks to stop is heard. Whether to look again."""
        until = self.own.lease_seconds / 4
        while until > 0 and not self.stop():
            self.sleep(min(1.0, until))
            until -= 1.0
        return not self.stop()


@dataclass
class _Keeper:
    """`lost`: set when nothing may be written any more, `words` why."""

    lease: Lease
    lost: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    words: str = ""


@contextmanager
def _kept(
    leases: Leases, lease: Lease, seconds: float, now: Callable[[], datetime]
) -> Iterator[_Keeper]:
    """Renews the lease while the block runs. What cannot be renewed in time counts as lost."""
    keeper = _Keeper(lease)
    thread = threading.Thread(target=_keep, args=(leases, keeper, seconds, now), daemon=True)
    thread.start()
    try:
        yield keeper
    finally:
        keeper.over.set()
        thread.join()


def _keep(leases: Leases, keeper: _Keeper, seconds: float, now: Callable[[], datetime]) -> None:
    while not keeper.over.wait(seconds / 4):
        try:
            keeper.lease = leases.renew(keeper.lease)
        except LeaseLost as error:
            keeper.words = str(error)
        except OSError:  # the shared folder is away: it may come back in time
            if now() < keeper.lease.expires_at - timedelta(seconds=seconds / 4):
                continue
            keeper.words = f"几台机器共用的文件夹 {leases.root} 写不进去，租约到期，停下了采集。"
        else:
            continue
        keeper.lost.set()
        return

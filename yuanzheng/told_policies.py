"""The command `policies`: lists them, or says the whole of one as its bureau would read it."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.policy_files import all_policies, load
from scoring.policy_models import Policy
from yuanzheng import failures, grids, named_policies
from yuanzheng.failures import Refused
from yuanzheng.policy_words import whole
from yuanzheng.voice import Voice

_COLUMNS = ("编号", "政策", "发布机构", "性质", "条款", "材料", "栏目", "不写就对照")


def tell(words: Sequence[str], voice: Voice) -> int:
    """Returns the exit code. Raises `Refused` for other words than `show ID`."""
    if not words:
        return _list(voice)
    if words[0] != "show" or len(words) != 2:
        raise Refused(
            "policies 后面只能不写，或写 show 和一个政策的编号，如 policies show nanshan-project。",
            failures.USAGE,
        )
    policy = load(named_policies.checked(words[1]))
    for line in whole(policy):
        voice.say(line)
    return voice.end(failures.COMPLETE, policies=[policy.model_dump(mode="json")])


def _list(voice: Voice) -> int:
    found = all_policies()
    if not voice.silent:
        voice.say(grids.drawn(_COLUMNS, [_row(one) for one in found], numbers={4, 5, 6}))
        voice.say("看一个政策的全部内容：yuanzheng policies show 编号")
    return voice.end(failures.COMPLETE, policies=[_brief(one) for one in found])


def _row(policy: Policy) -> list[str]:
    counts = (policy.clauses, policy.materials, policy.fields)
    return [
        policy.policy_id, f"{policy.title}（{policy.kind}）", policy.issuer, policy.subject,
        *(str(len(one)) for one in counts), "是" if policy.by_default else "否",
    ]  # fmt: skip


def _brief(policy: Policy) -> dict[str, object]:
    return {
        "policy_id": policy.policy_id, "title": policy.title, "kind": policy.kind,
        "issuer": policy.issuer, "subject": policy.subject, "by_default": policy.by_default,
        "source_sha256": policy.source.sha256,
    }  # fmt: skip

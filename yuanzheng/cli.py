"""The command line: runs a command and turns whatever ends it into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from yuanzheng import chinese, failures, output
from yuanzheng.commands import (
    backup,
    check,
    compare,
    demo,
    evidence,
    forms,
    history,
    init,
    notice,
    packs,
    people,
    policies,
    recheck,
    register,
    runs,
    schedule,
    serve,
    shard,
    shoot,
    show,
    summary,
    thin,
    trace,
    user,
)

_EPILOG = "退出码：\n" + "\n".join(f"{code} {words}" for code, words in failures.EXIT_CODES.items())


@click.group(
    cls=chinese.ChineseGroup,
    help="源证：把 GitHub、Gitee、GitCode、Hugging Face 和 git 上的项目数据变成可核验的证据表。\n"
    "第一次用：yuanzheng demo 看示例；yuanzheng run 网址 看自己的项目。",
    epilog=_EPILOG,
)
@click.pass_context
def root(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        output.put(ctx.get_help())


for _command in (
    demo.demo, init.init, evidence.run, evidence.collect, evidence.score, evidence.report,
    evidence.refresh, evidence.publish, packs.pack, packs.verify, schedule.schedule, check.check,
    trace.trace, history.history, thin.thin, shard.shard, shard.unite, shoot.shoot, recheck.recheck,
    policies.policies, forms.forms, people.people, compare.compare, show.show,
    register.register, summary.summary, serve.serve,
    user.user,
    notice.notice, backup.backup, backup.restore,
    runs.runs,
):  # fmt: skip
    root.add_command(_command)


def main() -> NoReturn:
    """Entry point of the command `yuanzheng`."""
    output.ready()
    # None is used; looking through all installed packages for any takes hundredths of a second.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    code = output.settled(run(sys.argv[1:]))
    if not failures.debugging():
        output.silent()
    sys.exit(code)


def run(args: Sequence[str]) -> int:
    """Runs a command line; returns the exit code."""
    try:
        code = root.main(list(args), prog_name="yuanzheng", standalone_mode=False)
    except click.UsageError as error:
        return _end(args, failures.USAGE, chinese.explained(error), chinese.hint(error))
    except click.Abort:
        return _end(args, failures.INTERRUPTED, failures.sentence(KeyboardInterrupt()))
    except Exception as error:  # noqa: BLE001 - the last line: users see sentences, not tracebacks
        if failures.debugging():
            output.put(failures.trace(error), err=True)
        return _end(args, failures.exit_code(error), failures.sentence(error))
    return code if isinstance(code, int) else failures.COMPLETE


def _end(args: Sequence[str], code: int, words: str, *more: str) -> int:
    from yuanzheng.redaction import redact_typed
    from yuanzheng.widths import plain_lines

    shown = redact_typed(plain_lines(words))
    for line in shown.splitlines():
        output.put(f"错误：{line}", err=True)
    for line in more:
        output.put(line, err=True)
    if "--json" in args:
        from yuanzheng.voice import document

        named = next((arg for arg in args if arg in root.commands), None)
        document(named, code, shown, {})
    return code

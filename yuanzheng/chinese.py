"""click in Chinese: help pages and what is said about a wrong command line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import click
from click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

from yuanzheng import output
from yuanzheng.widths import columns, wrapped


class Formatter(click.HelpFormatter):
    """Counts columns, not characters, and breaks between Chinese characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"{prefix or '用法：'}{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        for line in text.splitlines():
            self._write_lines(wrapped(line, self.width - self.current_indent) or [""])

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        listed = list(rows)
        first = min(max(columns(term) for term, _ in listed), col_max) + col_spacing
        for term, words in listed:
            lines = wrapped(words, self.width - self.current_indent - first)
            if columns(term) + col_spacing > first:
                lines.insert(0, "")
            pad = " " * max(first - columns(term), 0)
            self._write_lines([term + pad + lines[0], *(" " * first + line for line in lines[1:])])

    def _write_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(f"{' ' * self.current_indent}{line}".rstrip() + "\n")


class ChineseContext(click.Context):
    formatter_class = Formatter


class ChineseCommand(click.Command):
    """A command whose help page and refusals are Chinese."""

    context_class = ChineseContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["add_help_option"] = False
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)
        self.params.append(_help_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest:
            ctx.fail(f"多余的参数：{' '.join(rest)}。")
        return rest

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter)


class ChineseGroup(click.Group):
    """The group of all commands; without a command it shows its help."""

    context_class = ChineseContext
    command_class = ChineseCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"add_help_option": False, "invoke_without_command": True}
        kwargs |= {"options_metavar": "[选项]", "subcommand_metavar": "命令 [参数]…"}
        super().__init__(*args, **kwargs)
        self.params.append(_help_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            ctx.fail(f"没有这个命令：{args[0]}。{nearest(args[0], self.commands)}")
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(
                [(name, command.short_help or "") for name, command in self.commands.items()]
            )
        write_options(self, ctx, formatter)


def write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    records = [p.get_help_record(ctx) for p in command.params if isinstance(p, click.Option)]
    with formatter.section("选项"):
        formatter.write_dl([record for record in records if record])


def explained(error: UsageError) -> str:
    """What is wrong with the command line, in Chinese."""
    if isinstance(error, NoSuchOption):
        known = error.possibilities or _options(error.ctx)
        return f"没有这个选项：{error.option_name}。{nearest(error.option_name, known)}"
    if isinstance(error, BadOptionUsage):
        return _bad_use(error)
    if isinstance(error, MissingParameter):
        return f"缺少参数：{_named(error)}。"
    if isinstance(error, BadParameter):
        return f"{_named(error)} 的值不对：{_wanted(error)}"
    return error.message


def hint(error: UsageError) -> str:
    """Where to read on."""
    return f"查看用法：{error.ctx.command_path if error.ctx else 'yuanzheng'} --help"


def nearest(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, sorted(known), n=3)
    return f"你是不是要 {' 或 '.join(found)}？" if found else ""


def _bad_use(error: BadOptionUsage) -> str:
    named = [p for p in _parameters(error.ctx) if error.option_name in p.opts]
    if any(isinstance(p, click.Option) and p.is_flag for p in named):
        return f"选项 {error.option_name} 不带值。"
    return f"选项 {error.option_name} 后面缺少一个值。"


def _wanted(error: BadParameter) -> str:
    """What to write instead; click says that of its own kinds in English."""
    kind = error.param.type if error.param else None
    if kind is click.INT:
        return "请写整数，如 20。"
    return "请写数字，如 20。" if kind is click.FLOAT else error.message


def _named(error: BadParameter) -> str:
    if error.param is None:
        return "参数"
    if isinstance(error.param, click.Argument):
        return str(error.param.make_metavar(error.ctx or click.Context(click.Command(None))))
    return max(error.param.opts, key=len)


def _parameters(ctx: click.Context | None) -> Sequence[click.Parameter]:
    return ctx.command.params if ctx else ()


def _options(ctx: click.Context | None) -> list[str]:
    return [name for p in _parameters(ctx) if isinstance(p, click.Option) for name in p.opts]


def _help_option() -> click.Option:
    return click.Option(
        ["--help", "-h"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_help,
        help="显示本说明",
    )


def _show_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        output.put(ctx.get_help())
        ctx.exit()

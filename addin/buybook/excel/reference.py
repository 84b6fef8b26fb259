"""The reference page: every command with its options, every function, and every kind of finding."""

from __future__ import annotations

from collections.abc import Iterator

from buybook.excel.function_reference import function_lines
from buybook.excel.verb_reference import verb_lines
from buybook.registry import Command, commands
from buybook.schema import FIELDS, TABLES, TableKind
from buybook.vocabulary import all_words, words

_COMMON = ("today", "config", "output", "dry_run", "language", "json")


def reference_page() -> str:
    """Give the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Generated from the declarations by `python -m buybook.excel build`; edit those, not this page."
    yield ""
    yield "## Commands"
    for command in commands().values():
        yield from _command(command)
    yield from _common()
    yield from verb_lines()
    yield from function_lines()
    yield from _fields()
    yield from _tables()
    yield from _findings()


def _command(command: Command) -> Iterator[str]:
    english = words("en")
    yield ""
    yield f"### `buybook {command.name} WORKBOOK`"
    yield ""
    yield english.label(f"help.{command.name}")
    yield ""
    yield "In the ribbon: " + ", ".join(
        f"{each.label(f'command.{command.name}')} ({each.language})" for each in all_words()
    )
    if command.options:
        yield ""
        yield "| option | |"
        yield "|---|---|"
        for option in command.options:
            needed = " (required)" if option.required else ""
            name = option.name.replace("_", "-")
            yield f"| `--{name}` | {english.label(f'option.{command.name}.{option.name}')}{needed} |"
    if english.has_label(f"answer.{command.name}"):
        yield ""
        yield f"In the answer: {english.label(f'answer.{command.name}')}"


def _common() -> Iterator[str]:
    english = words("en")
    yield ""
    yield "### Options of every command"
    yield ""
    yield "| option | |"
    yield "|---|---|"
    for name in _COMMON:
        yield f"| `--{name.replace('_', '-')}` | {english.label(f'option.{name}')} |"
    yield ""
    yield "Exit status: 0 done, 1 done but findings of severity `error` remain, 2 wrong call or settings,"
    yield "3 the workbook cannot be read or written (nothing was written)."


def _fields() -> Iterator[str]:
    yield ""
    yield "## Fields"
    yield ""
    yield "| field | kind | meaning | English | svenska | Nederlands |"
    yield "|---|---|---|---|---|---|"
    for field in FIELDS.values():
        titles = " | ".join(each.title(field.name).replace("|", "\\|") for each in all_words())
        yield f"| `{field.name}` | {field.kind.value} | {field.meaning} | {titles} |"


def _tables() -> Iterator[str]:
    yield ""
    yield "## Kinds of list"
    yield ""
    yield "| kind | needs | usual |"
    yield "|---|---|---|"
    for kind, spec in TABLES.items():
        name = "other (exchange rates)" if kind is TableKind.RATES else kind.value
        needs = "; ".join(" or ".join(group) for group in spec.needs)
        yield f"| {name} | {needs} | {', '.join(spec.usual)} |"


def _findings() -> Iterator[str]:
    yield ""
    yield "## Findings"
    yield ""
    yield "| code | what it says | what to do |"
    yield "|---|---|---|"
    for code, message in sorted(words("en").messages.items()):
        text, remedy = (
            part.replace("|", "\\|").replace("\n", " ") for part in (message.text, message.remedy)
        )
        yield f"| `{code}` | {text} | {remedy} |"

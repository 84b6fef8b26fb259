"""Structured references (`Orders[Qty]`, `Orders[[#This Row],[Unit price]:[Sum]]`) when tables change.

The grammar is that of ECMA-376 18.17.2.5: what stands in brackets is one column, a keyword that begins with
`#`, or a list of further brackets. Within them `'` escapes the character behind it. The `@` of Excel 2010 is
read too, although files spell it `[#This Row]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_OPEN = r"\[(?>(?:[^\[\]']|'.|\[(?>(?:[^\[\]']|'.)*)\])*)"
_SPECIFIER = _OPEN + r"\]"

# Texts, error values, quoted sheet names and what follows any `Sheet!` or `[1]!` are passed over: a table is
# called by its bare name, and a table of another workbook is not ours. What is opened and never closed is passed
# over whole: were it looked at again from each bracket or quote in it, a damaged formula could take for ever.
TOKEN = re.compile(
    rf"""
      "(?>(?:[^"]|"")*)"?
    | \#[A-Z][A-Z0-9_/]*[!?]?
    | (?:'(?>(?:[^']|'')*)'|(?:\[[^\[\]]*\])?(?:[\w.\\?]+(?::[\w.\\?]+)?)?)!(?:[\w.\\?$]+(?:{_SPECIFIER})?)?
    | (?P<table>[^\W\d][\w.\\?]*|\\[\w.\\?]*)(?P<own>{_SPECIFIER})?(?![\w.(!])
    | (?P<bare>{_SPECIFIER})
    | {_OPEN}
    | '(?>(?:[^']|'')*)'?
    | [\w.\\?]++
    """,
    re.VERBOSE | re.DOTALL,
)
"""The words of a formula: `table` with its brackets `own`, or brackets without a name, `bare`."""

_INNER = re.compile(
    r"'.|\[((?>(?:[^\[\]']|'.)*))\]", re.DOTALL
)  # outside of brackets an escape is passed over
_ESCAPE = re.compile(r"'(.)", re.DOTALL)
_SPECIAL = re.compile(r"(['\[\]#]|\A@)")
_GONE = "#REF!"


def escape_column(name: str) -> str:
    """A column's name as it stands in brackets: `Price [EUR]` is `Price '[EUR']`."""
    return _SPECIAL.sub(r"'\1", name)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def rename_table_in_formula(formula: str, old: str, new: str) -> str:
    """Return the formula with the table `old` called `new`, with columns in brackets or without."""
    folded = old.casefold()

    def replacement(match: re.Match[str]) -> str:
        if match["table"] is None or match["table"].casefold() != folded:
            return match[0]
        return new + (match["own"] or "")

    return TOKEN.sub(replacement, formula)


def delete_table_in_formula(formula: str, table: str) -> str:
    """Return the formula after the table was deleted: each reference to it is #REF!, as Excel has it."""
    folded = table.casefold()

    def replacement(match: re.Match[str]) -> str:
        return _GONE if match["table"] is not None and match["table"].casefold() == folded else match[0]

    return TOKEN.sub(replacement, formula)


def rename_column_in_formula(formula: str, table: str, old: str, new: str, *, within: bool = False) -> str:
    """Return the formula with a table's column `old` called `new`.

    With `within` the formula belongs to the table itself, so that brackets without a name mean its columns.
    """
    return _map_columns(formula, table, lambda name: new if _same(name, old) else name, within)


def delete_column_in_formula(formula: str, table: str, column: str, *, within: bool = False) -> str:
    """Return the formula after a table lost a column: each reference to it is #REF!, as Excel has it."""
    return _map_columns(formula, table, lambda name: None if _same(name, column) else name, within)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _map_columns(formula: str, table: str, change: Callable[[str], str | None], within: bool) -> str:
    folded = table.casefold()

    def replacement(match: re.Match[str]) -> str:
        if match["own"] is not None and match["table"].casefold() == folded:
            changed = _changed_specifier(match["own"], change)
            return _GONE if changed is None else match["table"] + changed
        if within and match["bare"] is not None:
            changed = _changed_specifier(match["bare"], change)
            return _GONE if changed is None else changed
        return match[0]

    return TOKEN.sub(replacement, formula)


def _changed_specifier(written: str, change: Callable[[str], str | None]) -> str | None:
    """The brackets with their columns changed; None when one of them is gone."""
    body = written[1:-1]
    at, inner = ("@", body[1:]) if body.startswith("@") else ("", body)
    if not inner.lstrip().startswith("["):
        changed = _changed_column(inner, change)
        return None if changed is None else f"[{at}{changed}]"
    gone = False

    def replacement(match: re.Match[str]) -> str:
        nonlocal gone
        if match[1] is None:
            return match[0]
        changed = _changed_column(match[1], change)
        gone = gone or changed is None
        return f"[{changed}]"

    changed_body = _INNER.sub(replacement, inner)
    return None if gone else f"[{at}{changed_body}]"


def _changed_column(written: str, change: Callable[[str], str | None]) -> str | None:
    if not written.strip() or written.lstrip().startswith("#"):
        return written
    name = _unescape(written)
    changed = change(name)
    return written if changed == name else None if changed is None else escape_column(changed)

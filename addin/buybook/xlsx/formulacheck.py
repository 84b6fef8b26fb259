"""Faults in a formula that Excel would not take, found before they are in a file that it repairs.

Only what no valid formula has is a fault (the grammar is that of ECMA-376 18.17): the formula is not computed,
and whether a function, a name or a sheet is there is not asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from buybook.xlsx.errors import WorkbookError

# What may hold any character stands for one operand. Within brackets `'` escapes the character behind it.
_OPAQUE = re.compile(
    r"""
      "(?>(?:[^"]|"")*)"
    | '(?>(?:[^']|'')*)'
    | \[(?>(?:[^\[\]']|'.|\[(?>(?:[^\[\]']|'.)*)\])*)\]
    | \#[A-Za-z][A-Za-z0-9_/]*+[!?]?
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERAND: Final = "0"
_TELLING = re.compile(r"[(){};]")
_LOOSE = re.compile(r"""["'\[\]]""")
_NOTHING_BEHIND = re.compile(r"[-+*/^&=<>:,](?=\s*\Z)|[-+*/^&=<>:](?=\s*[)}])")
_CLOSING: Final = {")": "(", "}": "{"}
_WORDS: Final = {"(": "parenthesis", ")": "parenthesis", "{": "brace", "}": "brace"}
_PAIRED: Final = {'"': "quotation mark", "'": "apostrophe", "[": "bracket", "]": "bracket"}


@lru_cache(maxsize=4096)
def check_formula(formula: str) -> None:
    """Refuse (`wrong_argument`) a formula that Excel would not take; with or without its `=`.

    Found are parentheses, braces, brackets and quotation marks without their counterpart, semicolons between
    arguments, an operator with nothing behind it, and the operators `#` and `@` of dynamic arrays, which a
    file spells as functions.
    """
    text = formula.removeprefix("=")
    bare = _OPAQUE.sub(_OPERAND, text)
    if loose := _LOOSE.search(bare):
        raise _fault(formula, f"a {_PAIRED[loose[0]]} has no counterpart")
    if "#" in bare or "@" in bare:
        raise _fault(formula, "the operators # and @ of dynamic arrays cannot be written into a file")
    _check_pairs(formula, bare)
    if behind := _NOTHING_BEHIND.search(bare):
        raise _fault(formula, f"nothing follows the operator {behind[0]}")


def _check_pairs(formula: str, bare: str) -> None:
    open_ones: list[str] = []
    for mark in _TELLING.findall(bare):
        if mark in "({":
            open_ones.append(mark)
        elif mark == ";":
            if not open_ones or open_ones[-1] != "{":
                raise _fault(formula, "arguments are separated by commas, not by semicolons")
        elif not open_ones or open_ones.pop() != _CLOSING[mark]:
            raise _fault(formula, f"a {_WORDS[mark]} has no counterpart")
    if open_ones:
        raise _fault(formula, f"a {_WORDS[open_ones[-1]]} has no counterpart")


def _fault(formula: str, what: str) -> WorkbookError:
    shown = formula if len(formula) <= 60 else formula[:57] + "..."
    return WorkbookError("wrong_argument", f"{shown!r} is no formula that Excel takes: {what}.")

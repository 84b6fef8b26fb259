"""Text as VBA source: literals that are read alike whatever code page a machine has."""

from __future__ import annotations

import re

_LONGEST = 800  # characters of source; a line of VBA holds 1,023
_ASCII_RUN = re.compile(r"[ -~]+|[^ -~]")


def literal(text: str) -> str:
    """Give an expression for the text, of ASCII alone: other letters through ChrW.

    Raises ValueError where it would not fit a line, or has letters outside Unicode's first plane.

    >>> print(literal('sälj "allt" '))
    "s" & ChrW(228) & "lj ""allt"" "
    """
    expression = " & ".join(_piece(run) for run in _ASCII_RUN.findall(text)) or '""'
    if len(expression) > _LONGEST:
        raise ValueError(f"This text is too long for the ribbon: {text!r}")
    return expression


def _piece(run: str) -> str:
    if " " <= run[0] <= "~":
        return '"' + run.replace('"', '""') + '"'
    if ord(run) > 0xFFFF:
        raise ValueError(f"VBA has no literal for {run!r}.")
    return f"ChrW({ord(run)})"

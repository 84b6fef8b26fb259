"""Python before 3.11.5 matches a possessive quantifier over a group wrongly (CPython's issue 106052): we use none."""

from __future__ import annotations

import re
from pathlib import Path

import buybook

_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+(?!=)")
_SOURCES = sorted(Path(buybook.__file__).parent.rglob("*.py"))


def test_no_group_is_repeated_possessively() -> None:
    found = [
        f"{path.name}: {line.strip()}"
        for path in _SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if _POSSESSIVE_GROUP.search(line)
    ]
    assert found == []

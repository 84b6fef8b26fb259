"""Which of several lists counts, where a supplier's file has the same articles on more than one sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from buybook.core.offered import OfferedLine
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.vocabulary import Words

_SAME = 0.5  # of the shorter list's articles that the other has too
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def newest_lists(lines: Sequence[OfferedLine], words: Words) -> tuple[list[OfferedLine], list[Finding]]:
    """Leave out the lines of sheets that another sheet replaces: the newer one, else the fuller one, counts."""
    del words
    sheets: dict[str, list[OfferedLine]] = {}
    for line in lines:
        sheets.setdefault(line.sheet, []).append(line)
    order = sorted(sheets, key=lambda name: _rank(name, sheets[name]), reverse=True)
    kept: list[str] = []
    found = []
    for name in order:
        rival = next((other for other in kept if _are_same(sheets[name], sheets[other])), None)
        if rival is None:
            kept.append(name)
            continue
        values = {"chosen": rival, "other": name}
        found.append(Finding("reply_sheet_chosen", Severity.WARNING, values, sheet=name))
    return [line for line in lines if line.sheet in kept], found


def _rank(name: str, lines: Sequence[OfferedLine]) -> tuple[date, date, int, int]:
    """Say how new a sheet is, then how full; the year in its name counts where no date is stated."""
    until = max((line.valid_until for line in lines if line.valid_until), default=date.min)
    given = max((line.quote_date for line in lines if line.quote_date), default=date.min)
    years = [int(year) for year in _YEAR.findall(name)]
    return until, given, max(years, default=0), sum(line.unit_price is not None for line in lines)


def _are_same(lines: Sequence[OfferedLine], others: Sequence[OfferedLine]) -> bool:
    mine, theirs = _articles(lines), _articles(others)
    shared = sum(key in theirs for key in mine)
    return bool(mine) and shared >= _SAME * min(len(mine), len(theirs))


def _articles(lines: Sequence[OfferedLine]) -> Mapping[tuple[str, str], bool]:
    return {(folded(line.supplier), folded(line.name)): True for line in lines}

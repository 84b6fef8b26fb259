"""Which of several lists counts, where a supplier's file has the same articles on more than one sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from buybook.core.offered import OfferedLine
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.replies.texts import says_any

_SAME = 0.5  # of the shorter list's articles that the other has too
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def newest_lists(
    lines: Sequence[OfferedLine], years: Mapping[str, int]
) -> tuple[list[OfferedLine], list[Finding]]:
    """Leave out the lines of sheets that another sheet replaces: the newer one, else the fuller one, counts.

    `years` are those that stand above the lists, by sheet.
    """
    sheets: dict[str, list[OfferedLine]] = {}
    for line in lines:
        sheets.setdefault(line.sheet, []).append(line)
    order = sorted(sheets, key=lambda name: _rank(name, sheets[name], years.get(name, 0)), reverse=True)
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


def year_in(text: str) -> int:
    """Give the latest year that a text names, 0 for none."""
    return max((int(year) for year in _YEAR.findall(text)), default=0)


def _rank(name: str, lines: Sequence[OfferedLine], year: int) -> tuple[bool, date, date, int, int]:
    """Say how new a sheet is, then how full; years in names count where no date is stated."""
    until = max((line.valid_until for line in lines if line.valid_until), default=date.min)
    given = max((line.quote_date for line in lines if line.quote_date), default=date.min)
    priced = sum(line.unit_price is not None for line in lines)
    return not says_any(name, "reply_old"), until, given, year_in(name) or year, priced


def _are_same(lines: Sequence[OfferedLine], others: Sequence[OfferedLine]) -> bool:
    """Tell whether two sheets hold the same articles of one supplier; one that is not certain may be any."""
    mine, theirs = _suppliers(lines), _suppliers(others)
    if mine and theirs and not mine & theirs:
        return False
    articles, known = ({folded(line.name) for line in each} for each in (lines, others))
    return bool(articles) and len(articles & known) >= _SAME * min(len(articles), len(known))


def _suppliers(lines: Sequence[OfferedLine]) -> set[str]:
    return {folded(line.supplier) for line in lines if line.supplier and "supplier" not in line.doubtful}

"""What date may be meant where one was mistyped: 3/7/20225, 2O26-03-12, 2206-03-12, 12..3.2026.

A slip is never read. The likely dates are for the finding, so that the buyer has only to choose.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from buybook.workbook.centuries import Years
from buybook.workbook.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Certain,
    Numeric,
    Order,
    read_date_text,
)
from buybook.workbook.lexicon import plain, tidy

_MOST = 4  # proposals; more are no help
_LETTERS = str.maketrans("oli", "011")  # typed for digits
_DOUBLED = re.compile(r"([-/.])[-/. ]*\1")
_PARTS = re.compile(r"(\d{1,5})([-/. ])(\d{1,2})([-/. ])(\d{1,5})$")
_USUAL = Years(2000, 2049)  # where the list shows no years


def likely_dates(text: str, orders: Sequence[Order], years: Years | None) -> tuple[dt.date, ...]:
    """Give the dates that a text which is none may stand for, the likeliest first; none when it is unclear.

    `orders` are those of the column's other dates, `years` those that the list's dates lie in.
    """
    line = plain(tidy(text))
    mended = _DOUBLED.sub(r"\1", line.translate(_LETTERS) if not re.search(r"[a-hj-km-np-z]", line) else line)
    found = _read(mended, orders) if mended != line else []
    parts = _PARTS.match(mended)
    if not found and parts:
        found = _with_other_year(parts, orders, years)
    return tuple(found) if len(found) <= _MOST else ()


def _read(text: str, orders: Sequence[Order]) -> list[dt.date]:
    """Read a mended text in the orders of the column, or else in every order it can have."""
    says = read_date_text(text)
    if isinstance(says, Certain):
        return [says.date] if FIRST_YEAR <= says.date.year <= LAST_YEAR else []
    if not isinstance(says, Numeric):
        return []
    known = [says.candidates[order] for order in orders if order in says.candidates]
    return list(dict.fromkeys(known or says.candidates.values()))


def _with_other_year(parts: re.Match[str], orders: Sequence[Order], years: Years | None) -> list[dt.date]:
    """Give the dates with a year near the written one: a digit too many, too few, wrong, or out of place."""
    first, before, second, after, last = parts.groups()
    place = 0 if len(first) > len(last) else 1
    likely = _years_near(first if place == 0 else last, years)
    texts = [
        f"{year}{before}{second}{after}{last}" if place == 0 else f"{first}{before}{second}{after}{year}"
        for year in likely
    ]
    return list(dict.fromkeys(day for text in texts for day in _read(text, orders)))


def _years_near(written: str, years: Years | None) -> list[int]:
    """Give the years that one slip of the hand away is written so, those nearest to the list's years."""
    if not 3 <= len(written) <= 5:
        return []
    dropped = {written[:at] + written[at + 1 :] for at in range(len(written))}
    added = {written[:at] + digit + written[at:] for at in range(len(written) + 1) for digit in "0123456789"}
    swapped = {
        written[:at] + written[at + 1] + written[at] + written[at + 2 :] for at in range(len(written) - 1)
    }
    wrong = {written[:at] + digit + written[at + 1 :] for at in range(len(written)) for digit in "0123456789"}
    # Without other dates a wrong digit could be any; one that is too many or out of place says more.
    tried = dropped | added | swapped | (wrong if years is not None else set())
    span = years or _USUAL
    near = {int(text): span.distance(int(text)) for text in tried if len(text) == 4 and text[0] in "12"}
    near = {year: far for year, far in near.items() if FIRST_YEAR <= year <= LAST_YEAR and far <= 1}
    nearest = min(near.values(), default=0)
    return sorted((year for year in near if near[year] == nearest), reverse=True)

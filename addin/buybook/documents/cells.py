"""Write values into cells of our own workbooks so that text stays text, whatever it looks like."""

from __future__ import annotations

import re
from copy import copy
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell

from buybook.documents.rounding import rounded

MAX_CELL_TEXT = 32767  # Excel's limit for one cell

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_text(cell: Cell, text: str) -> None:
    """Write `text` as text: never as a formula, an error value or a number.

    Text that Excel would take for a formula when somebody edits the cell also gets the quote prefix that
    Excel itself sets for an apostrophe. Characters that XML forbids are left out; text beyond 32,767
    characters is cut off with an ellipsis, as Excel cannot hold more.
    """
    clean = storable_text(text)
    cell.value = clean or None
    if clean:
        cell.data_type = "s"
    if clean.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def storable_text(text: str) -> str:
    """Return `text` as a cell can store it."""
    clean = _ILLEGAL.sub("", text.replace("\r\n", "\n"))
    if len(clean) > MAX_CELL_TEXT:
        clean = clean[: MAX_CELL_TEXT - 1] + "…"
    # "_x0041_" in a file means "A"; an underscore of the text's own must be escaped to survive.
    return _ESCAPE_LIKE.sub("_x005F_", clean)


def write_amount(cell: Cell, amount: Decimal, decimals: int) -> None:
    """Write an amount of money rounded half-up to `decimals`, with that many decimals shown."""
    cell.value = rounded(amount, decimals)
    cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")


def write_number(cell: Cell, number: Decimal, least: int = 0, most: int = 6) -> None:
    """Write a number showing the decimals it has, from `least` to `most`."""
    shown = max(least, min(most, _decimals(number)))
    cell.value = number
    cell.number_format = "#,##0" + ("." + "0" * shown if shown else "")


def write_percent(cell: Cell, percent: Decimal) -> None:
    """Write a percentage: 12.5 means 12.5 %."""
    shown = min(2, _decimals(percent))
    cell.value = percent / 100
    cell.number_format = "0" + ("." + "0" * shown if shown else "") + "%"


def copy_style(source: Cell, target: Cell) -> None:
    """Give `target` the look and number format of `source`, a cell of the same workbook."""
    # openpyxl's documented way goes through five style objects; 100,000 cells need the index behind them.
    styled: Any = target
    pattern: Any = source
    styled._style = copy(pattern._style)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0

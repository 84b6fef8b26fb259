"""Widths and heights: Excel's units, and an estimate of what a column needs.

The file stores a column's width with the cell's padding in it, in characters of the default font; Excel shows
it without. Both follow from ECMA-376 part 1, 18.3.1.13 (`col`), for a digit 7 pixels wide (Calibri 11).
"""

from __future__ import annotations

import datetime as dt
import re

from buybook.engine.area import Area
from buybook.engine.contents import read_values, used_part
from buybook.xlsx.cells import Scalar
from buybook.xlsx.sheet import Sheet

_DIGIT = 7  # pixels
_PADDING = 5  # pixels
_POINTS_PER_PIXEL = 0.75
WIDEST = 255.0
_NARROWEST = 2.0
_BOLD_FACTOR = 1.1
_NOT_SHOWN = re.compile(r'["\\]|_.|\*.|\[[^]]*\]')
_BESIDES_DIGITS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^]]*\]')


def shown_width(stored: float) -> float:
    """The width as Excel shows it, of the width that the file stores."""
    pixels = int((256 * stored + int(128 / _DIGIT)) / 256 * _DIGIT)
    if pixels < _DIGIT + _PADDING:
        return round(pixels / (_DIGIT + _PADDING), 2)
    return round((pixels - _PADDING) / _DIGIT, 2)


def stored_width(shown: float) -> float:
    """The width that the file stores, of the width as Excel shows it."""
    if shown < 1:
        return int(shown * (_DIGIT + _PADDING) + 0.5) / _DIGIT
    return int((shown * _DIGIT + _PADDING) / _DIGIT * 256) / 256


def width_in_points(stored: float) -> float:
    """A stored width in points."""
    return int((256 * stored + int(128 / _DIGIT)) / 256 * _DIGIT) * _POINTS_PER_PIXEL


def columns_width(sheet: Sheet, first: int, last: int) -> float:
    """Points from the left edge of one column to the right edge of another."""
    return sum(
        0.0 if sheet.column_hidden(column) else width_in_points(sheet.column_width(column))
        for column in range(first, last + 1)
    )


def height_of(sheet: Sheet, row: int) -> float:
    """A row's height in points."""
    height = sheet.row_height(row)
    return sheet.default_row_height if height is None else height


def rows_height(sheet: Sheet, first: int, last: int) -> float:
    """Points from the top of one row to the bottom of another."""
    return sum(0.0 if sheet.row_hidden(row) else height_of(sheet, row) for row in range(first, last + 1))


def fit_columns(sheet: Sheet, area: Area) -> None:
    """Set each column of the area as wide as its longest text seems to be."""
    used = used_part(sheet, area)
    if used is None:
        return
    measure = _Measure(sheet)
    columns = list(zip(*read_values(sheet, used), strict=True))
    styles = list(zip(*sheet.cell_styles(*used.corners), strict=True))
    for column, values, looks in zip(range(used.column, used.last_column + 1), columns, styles, strict=True):
        needed = max(map(measure.characters, values, looks), default=0.0)
        if needed:
            shown = min(max(needed + 1, _NARROWEST), WIDEST)
            sheet.set_column_width(column, column, stored_width(shown))


class _Measure:
    """Measures values by their formats; each format is looked up once."""

    def __init__(self, sheet: Sheet) -> None:
        self._styles = sheet.workbook.styles
        self._known: dict[int, tuple[float, str]] = {}

    def characters(self, value: Scalar, xf: int) -> float:
        """Characters that a value needs, of the default font."""
        if value is None:
            return 0.0
        if xf not in self._known:
            font = self._styles.font(xf)
            factor = (font.size or 11.0) / 11.0 * (_BOLD_FACTOR if font.bold else 1.0)
            self._known[xf] = factor, self._styles.number_format(xf)
        factor, number_format = self._known[xf]
        return max(map(len, displayed(value, number_format).splitlines()), default=0) * factor


def displayed(value: Scalar, number_format: str) -> str:
    """A text about as long as what Excel shows for the value; for measuring only."""
    if isinstance(value, bool):
        return "FALSE"
    if isinstance(value, dt.datetime):
        return _NOT_SHOWN.sub("", number_format.split(";", maxsplit=1)[0]) or "0000-00-00"
    if not isinstance(value, float):
        return str(value)
    if number_format in ("General", "@"):
        return f"{value:.10g}"
    pattern = number_format.split(";", maxsplit=1)[0]
    literal = "".join(quoted.strip('"') for quoted in re.findall(r'"[^"]*"', pattern))
    codes = _BESIDES_DIGITS.sub("", pattern)
    decimals = len(re.findall("[0#?]", codes.partition(".")[2]))
    percent = 100 if "%" in codes else 1
    return literal + f"{value * percent:{',' if ',' in codes else ''}.{decimals}f}" + "%" * (percent > 1)


def fit_rows(sheet: Sheet, area: Area) -> None:
    """Set each row of the area as high as its tallest wrapped or broken text seems to need."""
    used = used_part(sheet, area)
    if used is None:
        return
    for row, values, looks in zip(
        range(used.row, used.last_row + 1),
        read_values(sheet, used),
        sheet.cell_styles(*used.corners),
        strict=True,
    ):
        lines = max(_lines(sheet, used.column + i, v, looks[i]) for i, v in enumerate(values))
        if lines > 1 or sheet.row_height(row) is not None:
            sheet.set_row_height(row, row, lines * sheet.default_row_height)


def _lines(sheet: Sheet, column: int, value: Scalar, xf: int) -> int:
    """Lines that a text takes: one unless the cell wraps."""
    if not isinstance(value, str) or not sheet.workbook.styles.alignment(xf).wrap:
        return 1
    width = max(shown_width(sheet.column_width(column)), 1.0)
    return sum(max(1, -(-len(line) // int(width))) for line in value.splitlines() or [""])

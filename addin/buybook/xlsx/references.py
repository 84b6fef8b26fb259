"""References in formulas: found, moved, shifted, renamed, without parsing the formula around them.

A formula is cut into tokens by one expression: texts, error values, structured references, names, numbers
and references. Only references are ever changed; everything between them keeps its characters.
Formulas are plain text (not XML-escaped), with or without a leading `=`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from buybook.xlsx.addresses import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    Axis,
    Shift,
    Unshiftable,
    column_index,
    column_letters,
    format_cell,
    format_range,
    parse_a1,
    quote_sheet,
    rewrite_sqref,
)

__all__ = [
    "MAX_COLUMN",
    "MAX_ROW",
    "Area",
    "Axis",
    "Prefix",
    "Shift",
    "Unshiftable",
    "column_index",
    "column_letters",
    "delete_sheet_in_formula",
    "extend_range",
    "format_cell",
    "format_range",
    "move_formula",
    "names_sheet",
    "parse_a1",
    "parse_reference",
    "point_at_copy",
    "quote_sheet",
    "references_in",
    "rename_sheet_in_formula",
    "rewrite_anchored",
    "rewrite_formula",
    "rewrite_name",
    "rewrite_sqref",
]

_AREA = r"""(?:\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?
              |\$?[A-Z]{1,3}:\$?[A-Z]{1,3}
              |\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.\\?(\[])"""

# The order of the alternatives matters: a text may hold anything, `#REF!A1` is no reference,
# `Jan:Dec!A1` must not be read as columns, `LOG10(` and `ABC1x` are names.
_TOKEN = re.compile(
    rf"""
      "(?:[^"]|"")*"
    | \#REF!(?:{_AREA})?
    | \#(?:N/A|DIV/0!|[A-Z_]+[!?]?)
    | (?P<prefix>(?:'(?:[^']|'')*'|(?:\[[^\[\]]*\])?(?:(?<![\w.\\?])[\w.\\?]++(?::[\w.\\?]++)?)?)!)
      (?:(?P<target>{_AREA})|(?P<name>\#REF!|[\w.\\?]+))?
    | (?P<area>{_AREA})
    | '(?:[^']|'')*'
    | \[(?>(?:[^\[\]']++|'.?|\[(?>(?:[^\[\]']++|'.?)*)\])*)(?:\]|\Z)
    | [0-9]+\.?[0-9]*(?:E[+-]?[0-9]+)?
    | [\w\\][\w.\\?]*
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_GONE = "#REF!"


class Prefix(NamedTuple):
    """What stands before a reference: `Data!`, `'Jan:Dec'!` or `[1]Data!`."""

    external: bool
    first: str
    last: str

    @property
    def is_one_sheet(self) -> bool:
        """Whether it names exactly one sheet of this workbook."""
        return not self.external and bool(self.first) and self.first.casefold() == self.last.casefold()


@lru_cache(maxsize=4096)
def _read_prefix(text: str) -> Prefix:
    body = text[:-1]
    if body.startswith("'"):
        body = body[1:-1].replace("''", "'")
    if "[" in body:
        return Prefix(True, body, body)
    first, colon, last = body.partition(":")
    return Prefix(False, first, last if colon else first)


def _write_prefix(first: str, last: str) -> str:
    if first.casefold() == last.casefold():
        return quote_sheet(first) + "!"
    if quote_sheet(first) == first and quote_sheet(last) == last:
        return f"{first}:{last}!"
    return "'" + f"{first}:{last}".replace("'", "''") + "'!"


def _read_area(text: str) -> Area | None:
    # XFE1 and A1048577 look like addresses, yet they are names.
    try:
        return parse_a1(text)
    except ValueError:
        return None


def _map_areas(formula: str, change: Callable[[Prefix | None, Area], Area | None]) -> str:
    """Replace each reference by what `change` answers: None is #REF!, the same object stays as written."""

    def replacement(match: re.Match[str]) -> str:
        text = match["target"] or match["area"]
        area = _read_area(text) if text else None
        if area is None:
            return match[0]
        prefix = match["prefix"]
        changed = change(_read_prefix(prefix) if prefix else None, area)
        if changed is area:
            return match[0]
        return (prefix or "") + (_GONE if changed is None else str(changed))

    return _TOKEN.sub(replacement, formula)


def references_in(formula: str) -> Iterator[tuple[Prefix | None, Area]]:
    """Yield each reference with what stands before it (None: the formula's own sheet)."""
    for match in _TOKEN.finditer(formula):
        text = match["target"] or match["area"]
        area = _read_area(text) if text else None
        if area is not None:
            yield (_read_prefix(match["prefix"]) if match["prefix"] else None), area


def parse_reference(text: str) -> tuple[str | None, Area]:
    """Read one reference such as `'My list'!$A$1:$B$5` -> ('My list', area).

    ValueError for anything else: a name, another workbook, several sheets, a formula.
    """
    match = _TOKEN.fullmatch(text.removeprefix("="))
    target = match and (match["target"] or match["area"])
    if match is None or not target:
        raise ValueError(f"no reference: {text!r}")
    prefix = _read_prefix(match["prefix"]) if match["prefix"] else None
    if prefix is not None and not prefix.is_one_sheet:
        raise ValueError(f"not a reference to one sheet of this workbook: {text!r}")
    return (prefix.first if prefix else None), parse_a1(target)


def move_formula(formula: str, rows: int, columns: int, *, wrap: bool = False) -> str:
    """Return the formula as Excel's copy leaves it so many rows down and columns to the right.

    Relative parts move, absolute parts stay, what leaves the sheet becomes #REF!. With `wrap` it comes in
    again on the other side instead, as the dependents of a shared formula do.
    """
    if not rows and not columns:
        return formula
    return _map_areas(formula, lambda _, area: _unless_same(area, area.moved(rows, columns, wrap=wrap)))


def _unless_same(area: Area, changed: Area | None) -> Area | None:
    return area if changed == area else changed


def _points_at(prefix: Prefix | None, own_sheet: str | None, shift: Shift) -> bool:
    if prefix is None:
        return shift.is_on(own_sheet)
    return prefix.is_one_sheet and shift.is_on(prefix.first)


def _refuse_several_sheets(prefix: Prefix, area: Area, shift: Shift, order: Sequence[str]) -> None:
    """Refuse a reference through several sheets that would have to move for one of them only."""
    names = [name.casefold() for name in order]
    ends = prefix.first.casefold(), prefix.last.casefold()
    if shift.sheet.casefold() not in names or ends[0] not in names or ends[1] not in names:
        return
    low, high = sorted(names.index(end) for end in ends)
    if low <= names.index(shift.sheet.casefold()) <= high and area.shifted(shift) != area:
        raise Unshiftable(
            "three_d_reference",
            f"a formula adds up the same cells of several sheets ({prefix.first} to {prefix.last})",
        )


def rewrite_formula(formula: str, own_sheet: str | None, shift: Shift, order: Sequence[str] = ()) -> str:
    """Return the formula after rows or columns were inserted or deleted, as Excel rewrites it.

    `own_sheet` is where references without a sheet name point. Other workbooks, names and structured
    references stay. Given the workbook's sheet names in `order`, a reference through several sheets (which
    Excel leaves alone, and so makes wrong) raises Unshiftable where it would have to move.
    """

    def change(prefix: Prefix | None, area: Area) -> Area | None:
        if prefix is not None and not prefix.external and not prefix.is_one_sheet and order:
            _refuse_several_sheets(prefix, area, shift, order)
        return area.shifted(shift) if _points_at(prefix, own_sheet, shift) else area

    return _map_areas(formula, change)


def rewrite_anchored(
    formula: str, own_sheet: str | None, shift: Shift, where: Sequence[Area], order: Sequence[str] = ()
) -> str:
    """Return a formula written for the first cell of `where` and meant for all of it, after the shift.

    Such are conditional formats, data validations and calculated columns. When the first row is deleted, the
    formula is written anew for the first one that is left. When the shift falls inside `where`, a relative
    reference that lies wholly behind it keeps its distance: `=A5=A6` over A5:A99 still compares with the next
    row after an insertion at row 6.
    """
    if not where or not shift.is_on(own_sheet):
        return rewrite_formula(formula, own_sheet, shift, order)
    spans = [area.along(shift.axis) for area in where]
    anchor, end = min(first for first, _ in spans), max(last for _, last in spans)
    if not shift.moved(anchor):
        kept = [max(first, shift.first_kept) for first, last in spans if last >= shift.first_kept]
        kept += [first for first, _ in spans if first < shift.at]
        if not kept:
            return formula
        step = min(kept) - anchor
        formula = move_formula(
            formula, step if shift.axis == "rows" else 0, step if shift.axis == "columns" else 0, wrap=True
        )
        anchor = min(kept)
    if not anchor < shift.at <= end:
        return rewrite_formula(formula, own_sheet, shift, order)

    def change(prefix: Prefix | None, area: Area) -> Area | None:
        if not _points_at(prefix, own_sheet, shift):
            return area
        behind = area.along(shift.axis)[0] >= shift.at and shift.covers(area)
        if not behind or not area.relative_ends(shift.axis):
            return area.shifted(shift)
        return _shift_absolute_ends(area, shift)

    return _map_areas(formula, change)


def _shift_absolute_ends(area: Area, shift: Shift) -> Area | None:
    """Shift only the ends written with `$`; None when one of them is deleted."""
    if not shift.covers(area):
        return area
    first, last = area.first_row, area.last_row
    absolute = area.first_row_absolute, area.last_row_absolute
    if shift.axis == "columns":
        first, last = area.first_column, area.last_column
        absolute = area.first_column_absolute, area.last_column_absolute
    new_first = shift.moved(first) if absolute[0] else first
    new_last = shift.moved(last) if absolute[1] else last
    if new_first is None or new_last is None:
        return None
    return _unless_same(area, area.with_along(shift.axis, new_first, new_last).ordered())


def rewrite_name(formula: str, own_sheet: str | None, shift: Shift, order: Sequence[str] = ()) -> str:
    """Return a defined name's formula after the shift.

    Only absolute parts move: a relative part of a name means "so many rows from the cell that uses it".
    """

    def change(prefix: Prefix | None, area: Area) -> Area | None:
        if prefix is not None and not prefix.external and not prefix.is_one_sheet and order:
            _refuse_several_sheets(prefix, area, shift, order)
        if not _points_at(prefix, own_sheet, shift):
            return area
        if area.relative_ends(shift.axis):
            return _shift_absolute_ends(area, shift)
        return area.shifted(shift)

    return _map_areas(formula, change)


def _map_prefixes(formula: str, change: Callable[[Prefix, str], str | None]) -> str:
    """Replace each `Sheet!…` by what `change(prefix, rest)` answers; None leaves it as it is."""

    def replacement(match: re.Match[str]) -> str:
        if not match["prefix"]:
            return match[0]
        prefix = _read_prefix(match["prefix"])
        if prefix.external or not prefix.first:
            return match[0]
        changed = change(prefix, match["target"] or match["name"] or "")
        return match[0] if changed is None else changed

    return _TOKEN.sub(replacement, formula)


def rename_sheet_in_formula(formula: str, old: str, new: str) -> str:
    """Return the formula with `old!` written as `new!`, also where it is one end of several sheets."""
    folded = old.casefold()

    def change(prefix: Prefix, rest: str) -> str | None:
        ends = prefix.first, prefix.last
        if folded not in (ends[0].casefold(), ends[1].casefold()):
            return None
        first, last = (new if end.casefold() == folded else end for end in ends)
        return _write_prefix(first, last) + rest

    return _map_prefixes(formula, change)


def point_at_copy(formula: str, sheet: str, copy: str) -> str:
    """Return the formula with references to `sheet` alone pointing at its copy."""
    folded = sheet.casefold()

    def change(prefix: Prefix, rest: str) -> str | None:
        mine = prefix.is_one_sheet and prefix.first.casefold() == folded
        return _write_prefix(copy, copy) + rest if mine else None

    return _map_prefixes(formula, change)


def names_sheet(formula: str, sheet: str) -> bool:
    """Whether the formula refers to cells or names of that sheet alone."""
    return point_at_copy(formula, sheet, sheet + "'") != formula


def delete_sheet_in_formula(formula: str, sheet: str, order: Sequence[str] = ()) -> str:
    """Return the formula after `sheet` was deleted: `Sheet2!A1` becomes `#REF!A1`.

    A reference through several sheets loses an end: the next sheet inwards takes its place, found in
    `order` (the sheet names before the deletion); without `order` it becomes #REF!.
    """
    names = [name.casefold() for name in order]
    folded = sheet.casefold()

    def change(prefix: Prefix, rest: str) -> str | None:
        ends = [prefix.first.casefold(), prefix.last.casefold()]
        if folded not in ends:
            return None
        area = rest if _read_area(rest) else ""
        if prefix.is_one_sheet or not all(name in names for name in ends):
            return _GONE + area
        places = [names.index(name) for name in ends]
        inwards = 1 if places[0] < places[1] else -1
        if ends[0] == folded:
            places[0] += inwards
        if ends[1] == folded:
            places[1] -= inwards
        return _write_prefix(order[places[0]], order[places[1]]) + rest

    return _map_prefixes(formula, change)


def extend_range(
    formula: str,
    own_sheet: str | None,
    sheet: str,
    last_row: int,
    new_last_row: int,
    columns: tuple[int, int] | None = None,
) -> str:
    """Let the ranges of a total that end exactly at `last_row` of `sheet` end at `new_last_row`.

    Single cells and whole rows or columns stay. With `columns` (first, last) only ranges inside them grow.
    """

    def change(prefix: Prefix | None, area: Area) -> Area | None:
        target = own_sheet if prefix is None else prefix.first if prefix.is_one_sheet else None
        top, left, bottom, right = area.bounds
        if (
            target is None
            or target.casefold() != sheet.casefold()
            or area.kind != "range"
            or bottom != last_row
        ):
            return area
        if columns is not None and not columns[0] <= left <= right <= columns[1]:
            return area
        return area.ordered().with_along("rows", top, max(top, new_last_row))

    return _map_areas(formula, change)

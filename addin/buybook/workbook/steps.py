"""The small acts that change a workbook through xlwings, in Excel and in a file alike.

A step only writes. What it needs to know was read before, so the steps also run where writes are deferred.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Literal, Protocol

import xlwings as xw

from buybook.frozen import frozen
from buybook.workbook.edits import FlagRule, Formula, Look, Value
from buybook.workbook.tables import column_letter

# Excel would read such text as a formula, a number, a date or a truth value when it is typed.
_NEEDS_APOSTROPHE = re.compile(
    r"\s*['=+\-@(]|.*\d|\s*(true|false|sant|falskt|waar|onwaar)\s*$", re.IGNORECASE | re.DOTALL
)


_AS_THEY_ARE = frozenset({type(None), bool, int, float})


class Step(Protocol):
    """One act on the workbook."""

    def apply(self, book: xw.Book) -> None:
        """Carry it out."""


@frozen
class PutCells:
    """Values go into a block of cells, row by row, from its top left cell."""

    sheet: str
    row: int
    column: int
    rows: tuple[tuple[Value | Formula, ...], ...]

    def apply(self, book: xw.Book) -> None:
        """Write the block; a formula is written by itself."""
        sheet = book.sheets[self.sheet]
        if Formula in set(map(type, chain.from_iterable(self.rows))):
            for down, line in enumerate(self.rows):
                for right, value in enumerate(line):
                    cell = sheet.range((self.row + down, self.column + right))
                    if isinstance(value, Formula):
                        cell.formula = value.text
                    else:
                        cell.value = _for_excel(value)
            return
        last = (self.row + len(self.rows) - 1, self.column + len(self.rows[0]) - 1)
        sheet.range((self.row, self.column), last).value = [
            [value if value.__class__ in _AS_THEY_ARE else _for_excel(value) for value in line]
            for line in self.rows
        ]


@frozen
class InsertRows:
    """Whole rows are inserted above row `at`."""

    sheet: str
    at: int
    count: int

    def apply(self, book: xw.Book) -> None:
        """Insert them."""
        book.sheets[self.sheet].range(f"{self.at}:{self.at + self.count - 1}").insert("down")


@frozen
class DeleteRows:
    """Whole rows are deleted."""

    sheet: str
    first: int
    last: int

    def apply(self, book: xw.Book) -> None:
        """Delete them."""
        book.sheets[self.sheet].range(f"{self.first}:{self.last}").delete("up")


@frozen
class CopyBand:
    """A part of a row is copied with its formulas, formats and rules onto the rows of the same columns."""

    sheet: str
    row: int
    first_column: int
    last_column: int
    onto: int
    count: int

    def apply(self, book: xw.Book) -> None:
        """Copy it."""
        sheet = book.sheets[self.sheet]
        source = sheet.range((self.row, self.first_column), (self.row, self.last_column))
        source.copy(
            sheet.range((self.onto, self.first_column), (self.onto + self.count - 1, self.last_column))
        )


@frozen
class ClearCells:
    """Cells lose what they hold, where they lead and how they look."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    rules: bool = True  # conditional formats go too

    def apply(self, book: xw.Book) -> None:
        """Clear them."""
        area = book.sheets[self.sheet].range(self.first, self.last)
        if self.rules:
            area.conditional_formats.clear()
        area.clear()


@frozen
class ResizeTable:
    """An Excel Table gets another extent."""

    sheet: str
    excel_table: str
    address: str

    def apply(self, book: xw.Book) -> None:
        """Resize it."""
        sheet = book.sheets[self.sheet]
        sheet.tables[self.excel_table].resize(sheet.range(self.address))


@frozen
class AddSheet:
    """The workbook gets a sheet, last or first."""

    name: str
    first: bool = False

    def apply(self, book: xw.Book) -> None:
        """Add it. It may come to the front: whoever runs the steps says which sheet is shown in the end."""
        if self.first:
            book.sheets.add(self.name, before=book.sheets[0])
        else:
            book.sheets.add(self.name, after=book.sheets[len(book.sheets) - 1])


@frozen
class DeleteSheet:
    """A sheet that Buybook made goes."""

    name: str

    def apply(self, book: xw.Book) -> None:
        """Delete it."""
        book.sheets[self.name].delete()


@frozen
class SetLook:
    """Cells of ours get a look."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    look: Look

    def apply(self, book: xw.Book) -> None:
        """Set what the look names."""
        area = book.sheets[self.sheet].range(self.first, self.last)
        look = self.look
        if look.number_format is not None:
            area.number_format = look.number_format
        if look.fill is not None:
            area.color = look.fill
        for name in ("bold", "italic", "size"):
            if getattr(look, name) is not None:
                setattr(area.font, name, getattr(look, name))
        if look.font is not None:
            area.font.name = look.font
        if look.colour is not None:
            area.font.color = look.colour
        if look.align is not None:
            area.horizontal_alignment = look.align
        if look.wrap is not None:
            area.wrap_text = look.wrap
        if look.top:
            area.vertical_alignment = "top"


@frozen
class SetWidth:
    """A column gets a width in characters."""

    sheet: str
    column: int
    width: float

    def apply(self, book: xw.Book) -> None:
        """Set it."""
        book.sheets[self.sheet].range((1, self.column)).column_width = self.width


@frozen
class SetHeight:
    """A row gets a height in points."""

    sheet: str
    row: int
    height: float

    def apply(self, book: xw.Book) -> None:
        """Set it."""
        book.sheets[self.sheet].range((self.row, 1)).row_height = self.height


@frozen
class FreezeAt:
    """Rows above and columns left of a cell stay in view."""

    sheet: str
    address: str

    def apply(self, book: xw.Book) -> None:
        """Freeze them, where the engine can: xlwings cannot in Excel on Windows, and the sheet works without."""
        with contextlib.suppress(NotImplementedError):
            book.sheets[self.sheet].freeze_panes.freeze_at(self.address)


@frozen
class SetLink:
    """A cell shows its text and leads to a place in the workbook."""

    sheet: str
    row: int
    column: int
    place: str
    text: str

    def apply(self, book: xw.Book) -> None:
        """Set the link."""
        book.sheets[self.sheet].range((self.row, self.column)).add_hyperlink(
            "#" + self.place, self.text, self.place
        )


@frozen
class SetChoices:
    """What goes into cells is chosen from a list in other cells of the sheet; without one, all is allowed."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    source: tuple[tuple[int, int], tuple[int, int]] | None

    def apply(self, book: xw.Book) -> None:
        """Set the list."""
        sheet = book.sheets[self.sheet]
        validation = sheet.range(self.first, self.last).data_validation
        if self.source is None:
            validation.delete()
        else:
            validation.set_list(sheet.range(*self.source))


@frozen
class AllowOnly:
    """Cells take numbers only, or dates only."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    what: Literal["number", "date"]

    def apply(self, book: xw.Book) -> None:
        """Set the rule; a number may be negative, as a return is."""
        validation = book.sheets[self.sheet].range(self.first, self.last).data_validation
        if self.what == "date":
            validation.set_date("greater_than_or_equal", dt.date(1990, 1, 1))
        else:
            validation.set_decimal("between", -999_999_999, 999_999_999)


@frozen
class SetNote:
    """A cell gets a note, another text in its note, or no note any more."""

    sheet: str
    row: int
    column: int
    before: str | None
    after: str | None

    def apply(self, book: xw.Book) -> None:
        """Set it: the note that was there was read before."""
        cell = book.sheets[self.sheet].range((self.row, self.column))
        if self.before is None and self.after is not None:
            cell.add_note(self.after)
            return
        note = cell.note
        if note is not None and self.after is not None:
            note.text = self.after
        elif note is not None:
            note.delete()


@frozen
class AddFlagRule:
    """Cells that hold a word are shown in colours, by a conditional-format rule on them."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    rule: FlagRule

    def apply(self, book: xw.Book) -> None:
        """Add the rule. It names its cells without relative references, which Excel reads from the active cell."""
        area = book.sheets[self.sheet].range(self.first, self.last)
        letters = column_letter(self.first[1])
        cell = f"INDEX(${letters}:${letters},ROW())"
        wanted, unwanted = _any_of(self.rule.words, cell), _any_of(self.rule.unless, cell)
        formula = f"=AND({wanted},NOT({unwanted}))" if unwanted else f"={wanted}"
        area.conditional_formats.add_custom(formula, fill_color=self.rule.fill, font_color=self.rule.colour)


def _any_of(words: Sequence[str], cell: str) -> str:
    found = [f'ISNUMBER(SEARCH("{_quoted(word)}",{cell}))' for word in words]
    return f"OR({','.join(found)})" if len(found) > 1 else "".join(found)


def put_cells(
    cells: Mapping[tuple[str, int, int], Value | Formula], columns: Iterable[PutCells] = ()
) -> list[Step]:
    """Give the steps that write these cells: one for each run of cells beneath each other.

    `columns` are runs that are known already; they take their place among the others.
    """
    found = list(columns)
    run: list[Value | Formula] = []
    start: tuple[str, int, int] | None = None
    ordered = sorted(cells, key=lambda place: (place[0], place[2], place[1]))
    for place in ordered:
        if start is not None and place == (start[0], start[1] + len(run), start[2]):
            run.append(cells[place])
            continue
        if start is not None:
            found.append(_column_block(start, run))
        start, run = place, [cells[place]]
    if start is not None:
        found.append(_column_block(start, run))
    found.sort(key=lambda block: (block.sheet, block.column, block.row))
    return list(found)


def put_column(sheet: str, column: int, values: Mapping[int, Value | Formula]) -> list[PutCells]:
    """Give the one step that writes values, by row, into an otherwise empty column; none where all are None.

    It goes from the first value to the last. What has none between them is written empty, and stays so.
    """
    rows = [row for row, value in values.items() if value is not None]
    if not rows:
        return []
    first, last = min(rows), max(rows)
    return [_column_block((sheet, first, column), map(values.get, range(first, last + 1)))]


def _column_block(start: tuple[str, int, int], run: Iterable[Value | Formula]) -> PutCells:
    return PutCells(start[0], start[1], start[2], tuple(zip(run)))


def _for_excel(value: Value | Formula) -> Value:
    """Keep text from being read as something else, and give dates as xlwings takes them."""
    if isinstance(value, str):
        return _kept_text(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, Formula):
        raise TypeError("A formula is not a value.")
    return value


@lru_cache(maxsize=4096)
def _kept_text(text: str) -> str:
    return "'" + text if _NEEDS_APOSTROPHE.match(text) else text


def _quoted(word: str) -> str:
    return word.replace('"', '""')

"""A buyer's own template of an order: any workbook that names its places, or writes {po_number} into its cells.

It is read and filled by our own engine, in Excel too, so that all that is not filled stays as the buyer made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlwings as xw

from buybook.documents.order_fields import LINE_FIELDS, ORDER_FIELDS
from buybook.engine import open_book
from buybook.frozen import frozen
from buybook.xlsx import filekinds
from buybook.xlsx.errors import WorkbookError

PLACEHOLDER = re.compile(r"\{\s*(line[._])?([a-z][a-z0-9_]*)\s*\}", re.IGNORECASE)
SUFFIXES = frozenset({".xlsx", ".xltx"})
_NAMED_LINE = re.compile(r"line[._](.+)", re.IGNORECASE)
_MOST_CELLS = 1_000_000  # of a sheet; an order's form has a few hundred
_SHOWN = 8  # of the cells that a problem names
_ITEM_FIELDS = frozenset({"item_number", "description", "supplier_item_number"})


@frozen
class Problem:
    """Why a template cannot be used: the code of a message of the vocabulary, and its values."""

    code: str
    values: Mapping[str, object]


class TemplateError(Exception):
    """A template that cannot be used, with all that is wrong with it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@frozen
class TemplatePlace:
    """Where something is filled in: into a text with placeholders, or into cells that are named after a field.

    `rows` are those of named cells that stand beneath each other; `line` tells that it is a fact of a line.
    """

    sheet: str
    row: int
    column: int
    text: str  # with its placeholders; of named cells one of them
    rows: int = 1
    line: bool = False

    @property
    def only(self) -> str | None:
        """The field, where nothing else stands in the cell."""
        found = PLACEHOLDER.fullmatch(self.text.strip())
        return found[2].casefold() if found else None

    @property
    def fields(self) -> list[tuple[bool, str]]:
        """Whether each fact that is asked for is one of a line, and its name."""
        return [(bool(each[1]), each[2].casefold()) for each in PLACEHOLDER.finditer(self.text)]


@frozen
class Band:
    """The rows of a sheet that are repeated for each line of the order."""

    first: int
    last: int

    @property
    def height(self) -> int:
        """How many rows a line takes."""
        return self.last - self.first + 1


@frozen
class OrderTemplate:
    """A template that can be filled; `bands` are by sheet, `line_names` the names of a line's cells."""

    path: Path
    places: tuple[TemplatePlace, ...]
    bands: Mapping[str, Band]
    line_names: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()  # sheets that the supplier gets too

    def asks(self, field: str, *, line: bool = False) -> bool:
        """Tell whether it has a place for a field."""
        return any((line, field) in place.fields for place in self.places)


def read_template(path: Path) -> OrderTemplate:
    """Read where a template is to be filled in. Raises TemplateError for one that cannot be."""
    if path.suffix.casefold() not in SUFFIXES:
        raise TemplateError(Problem("template_other_format", {"file": path.name}))
    try:
        book = open_book(path, read_only=True)
    except WorkbookError as error:
        values = {"name": path.name, "detail": str(error)}
        raise TemplateError(Problem(f"workbook_{error.code}", values)) from None
    try:
        return _checked(book, path)
    except WorkbookError as error:
        raise TemplateError(Problem("template_refused", {"file": path.name, "detail": str(error)})) from None
    finally:
        book.close()


def _checked(book: xw.Book, path: Path) -> OrderTemplate:
    if filekinds.has_macros(book.api):
        raise TemplateError(Problem("template_other_format", {"file": path.name}))
    named, line_names = _named_places(book)
    places = [*named, *(place for sheet in book.sheets for place in _written_places(sheet, path))]
    bands, problems = _bands(book, places, path)
    problems += [*_unknown(places, path), *_missing(places, path), *_protected(book, places, path)]
    if problems:
        raise TemplateError(*problems)
    places = [_repeated(place, bands.get(place.sheet)) for place in places]
    hidden = tuple(sheet.name for sheet in book.sheets if not sheet.visible)
    return OrderTemplate(path, tuple(places), bands, tuple(line_names), hidden)


def _written_places(sheet: xw.Sheet, path: Path) -> Iterator[TemplatePlace]:
    """Find the texts of a sheet that hold placeholders; formulas are left alone."""
    used = sheet.used_range
    if used.shape[0] * used.shape[1] > _MOST_CELLS:
        raise TemplateError(Problem("template_too_large", {"file": path.name, "sheet": sheet.name}))
    values = used.options(ndim=2).value
    for down, (line, shown) in enumerate(zip(values, typed_rows(used), strict=True)):
        for right, (value, text) in enumerate(zip(line, shown, strict=True)):
            if isinstance(value, str) and not text.startswith("=") and PLACEHOLDER.search(value):
                is_line = any(found[1] for found in PLACEHOLDER.finditer(value))
                yield TemplatePlace(sheet.name, used.row + down, used.column + right, value, line=is_line)


def typed_rows(area: xw.Range) -> list[list[str]]:
    """Give what stands in the formula bar for each cell, row by row."""
    typed: Any = area.formula
    return [list(line) for line in typed] if area.size > 1 else [[typed]]


def _named_places(book: xw.Book) -> tuple[list[TemplatePlace], list[str]]:
    """Find the cells that are named after a field; other names are the buyer's own."""
    places: list[TemplatePlace] = []
    line_names: list[str] = []
    for name in book.names:
        bare = name.name.rpartition("!")[2].casefold()
        of_line = _NAMED_LINE.fullmatch(bare)
        known = of_line[1] in LINE_FIELDS if of_line else bare in ORDER_FIELDS
        try:
            cells = name.refers_to_range if known else None
        except (ValueError, KeyError):  # a name that stands for no cells of this workbook
            cells = None
        if cells is None:
            continue
        rows = 1 if of_line or cells[0].merge_cells else cells.rows.count
        text = f"{{line.{of_line[1]}}}" if of_line else f"{{{bare}}}"
        places.append(TemplatePlace(cells.sheet.name, cells.row, cells.column, text, rows, bool(of_line)))
        line_names += [name.name] if of_line else []
    return places, line_names


def _bands(
    book: xw.Book, places: Sequence[TemplatePlace], path: Path
) -> tuple[dict[str, Band], list[Problem]]:
    """Give each sheet's rows that are repeated: those with facts of lines, and what is merged with them."""
    rows: dict[str, set[int]] = {}
    for place in places:
        if place.line:
            merged = book.sheets[place.sheet].range((place.row, place.column)).merge_area
            rows.setdefault(place.sheet, set()).update(range(place.row, merged.last_cell.row + 1))
    bands = {sheet: Band(min(own), max(own)) for sheet, own in rows.items()}
    problems = [
        Problem("template_lines_apart", {"file": path.name, "sheet": sheet, "rows": _listed(sorted(own))})
        for sheet, own in rows.items()
        if len(own) < bands[sheet].height
    ]
    return bands, problems


def _repeated(place: TemplatePlace, band: Band | None) -> TemplatePlace:
    """Give a place as one of a line where it stands in the rows that are repeated, whatever it asks for."""
    within = band is not None and band.first <= place.row <= band.last
    return replace(place, line=True, rows=1) if within else place


def _listed(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:_SHOWN])) + (" …" if len(rows) > _SHOWN else "")


def _unknown(places: Sequence[TemplatePlace], path: Path) -> Iterator[Problem]:
    """Tell of placeholders that name nothing that an order has, with the name that was probably meant."""
    for place in places:
        for line, name in place.fields:
            if name not in (LINE_FIELDS if line else ORDER_FIELDS):
                cell = f"{place.sheet}!{_cell(place)}"
                written = f"line.{name}" if line else name
                values = {"file": path.name, "cell": cell, "name": written, "nearest": _nearest(written)}
                yield Problem("template_unknown_name", values)


def _cell(place: TemplatePlace) -> str:
    letters, column = "", place.column
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{place.row}"


def _nearest(name: str) -> str:
    import difflib  # for a name that is not known only

    known = [*ORDER_FIELDS, *(f"line.{each}" for each in LINE_FIELDS)]
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.0)), known[0])


def _missing(places: Sequence[TemplatePlace], path: Path) -> Iterator[Problem]:
    """Tell what no order can do without: its number, and lines with an article and a quantity."""
    asked = {field for place in places for field in place.fields}
    of_lines = {name for line, name in asked if line}
    lacking = [] if (False, "po_number") in asked else ["po_number"]
    lacking += [] if "quantity" in of_lines else ["line.quantity"]
    lacking += [] if of_lines & _ITEM_FIELDS else ["line.item_number"]
    for name in lacking:
        yield Problem("template_lacks", {"file": path.name, "name": name})


def _protected(book: xw.Book, places: Sequence[TemplatePlace], path: Path) -> Iterator[Problem]:
    for name in dict.fromkeys(place.sheet for place in places):
        if book.sheets[name].api.protected:
            yield Problem("template_protected", {"file": path.name, "sheet": name})

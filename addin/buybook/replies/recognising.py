"""The lists of prices in a supplier's file: recognised as quotations, seen from the supplier's side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from buybook.frozen import frozen
from buybook.replies.texts import begins_with, is_declined, pack_in, tier_row, with_plain_per
from buybook.schema import TableKind
from buybook.settings import SheetOverride
from buybook.vocabulary import all_words
from buybook.workbook.lexicon import tidy
from buybook.workbook.recognise import recognise, usual_lexicon
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_blank, is_number, looks_like_number
from buybook.workbook.tables import Column, Grid, RecognisedTable

PRICES = ("unit_price", "price_excl_vat", "purchase_price", "list_price", "price_incl_vat")
IDENTITY = ("item_number", "supplier_item_number", "manufacturer_part_number", "ean", "description")
_NUMBERS = ("item_number", "supplier_item_number")
_FILLED_DOWN = (*IDENTITY, "unit", "lead_time", "moq", "currency", "supplier", "quantity", "pack_size")
_STARTS = ("quantity_break", "quantity", "quantity_ordered")
_PER_PACK = re.compile(
    r"(?P<price>.*\d\S*(?: [A-Z]{3})?)\s*(?:per|pro|/)\s*(?P<pack>(?P<unit>[^\W\d_]+\.?)\D{1,6}\d+.*)$"
)
_MOST_NUMERIC = 0.6  # of the filled cells of a column of prices


@frozen
class PriceLists:
    """The lists of prices of a file, with their sheets as they are read; rows are those of the file."""

    tables: tuple[RecognisedTable, ...]
    grids: Mapping[str, Grid]
    rows: Mapping[str, Sequence[int]]  # of a sheet that was turned: the file's row of each of its rows


@cache
def further_titles() -> Mapping[str, tuple[str, ...]]:
    """Give titles, field by field, that suppliers write and buyers do not: those of neighbouring countries too."""
    found: dict[str, tuple[str, ...]] = {}
    for words in all_words():
        for name in words.phrase_names("reply_title"):
            found[name] = (*found.get(name, ()), *words.phrases(f"reply_title.{name}"))
    return found


def lexicon() -> Lexicon:
    """Give what titles mean, in all languages."""
    return usual_lexicon(tuple(all_words()), tuple(further_titles().items()))


def price_lists(grids: Sequence[Grid]) -> PriceLists:
    """Find the lists of prices on the sheets of a file."""
    found: list[RecognisedTable] = []
    read = {grid.sheet: grid for grid in grids}
    turned: dict[str, Sequence[int]] = {}
    for grid in grids:
        tables = _tables(grid)
        if not tables and (across := _without_across(grid)) is not None:
            read[grid.sheet], turned[grid.sheet] = across
            tables = _tables(read[grid.sheet])
        for table in tables:
            read[grid.sheet], written = _plainly_written(read[grid.sheet], table), table
            if grid.sheet not in turned:
                read[grid.sheet], written = _filled_down(read[grid.sheet], table)
            found.append(replace(written, id=len(found) + 1))
    return PriceLists(tuple(found), read, turned)


def _tables(grid: Grid) -> list[RecognisedTable]:
    """Recognise the lists of prices on a sheet; once more where titles speak of "your" and "our" numbers."""
    tables = _recognised(grid, {})
    columns = _from_their_side(tables)
    if columns:
        tables = _recognised(grid, columns)
    return [table for table in tables if _has_prices(table)]


def _recognised(grid: Grid, columns: Mapping[str, str | None]) -> tuple[RecognisedTable, ...]:
    override = SheetOverride(kind=TableKind.QUOTATIONS, columns=columns)
    return recognise((grid,), all_words(), {grid.sheet: override}, further_titles()).tables


def _has_prices(table: RecognisedTable) -> bool:
    fields = {column.field for column in table.columns}
    offered = {name for block in table.blocks for name in block.fields.values()}
    return bool(fields & set(IDENTITY)) and bool((fields | offered) & set(PRICES))


def _from_their_side(tables: Sequence[RecognisedTable]) -> dict[str, str | None]:
    """Say which titles mean our number and which the supplier's: in their file "your" is ours."""
    found: dict[str, str | None] = {}
    for table in tables:
        for column in table.columns:
            title = tidy(column.title)
            numbers = any(
                name in _NUMBERS and match.score >= 0.7 for name, match in lexicon().matches(title).items()
            )
            if not numbers and column.field not in _NUMBERS:
                continue
            if begins_with(title, "reply_yours"):
                found[title] = "item_number"
            elif begins_with(title, "reply_ours"):
                found[title] = "supplier_item_number"
    return found if any(name == "item_number" for name in found.values()) or found else {}


def _without_across(grid: Grid) -> tuple[Grid, list[int]] | None:
    """Give a sheet on which items stand across and suppliers down as a list with a line for each price."""
    for row in range(grid.first_row, min(grid.last_row, grid.first_row + 30)):
        titles = {
            column: str(grid.cell(row, column))
            for column in range(grid.first_column, grid.last_column + 1)
            if isinstance(grid.cell(row, column), str) and not is_blank(grid.cell(row, column))
        }
        suppliers = [c for c, title in titles.items() if _means(title, "supplier")]
        items = [c for c in titles if c not in suppliers and _is_item(grid, row, c, titles[c])]
        if len(suppliers) == 1 and len(items) >= 2:
            others = [c for c in titles if c not in items and c not in suppliers]
            return _as_lines(grid, row, titles, suppliers[0], others, items)
    return None


def _means(title: str, field: str) -> bool:
    match = lexicon().matches(title).get(field)
    return match is not None and match.score >= 0.9


def _is_item(grid: Grid, row: int, column: int, title: str) -> bool:
    """Tell whether a column is titled by an article: no known title, over prices."""
    if lexicon().best_score(title) >= 0.7 or tier_row(title):
        return False
    below = [grid.cell(number, column) for number in range(row + 1, grid.last_row + 1)]
    filled = [value for value in below if not is_blank(value)]
    prices = [
        v for v in filled if is_number(v) or (isinstance(v, str) and (looks_like_number(v) or is_declined(v)))
    ]
    return len(prices) >= _MOST_NUMERIC * len(filled) and any(
        not isinstance(v, str) or looks_like_number(v) for v in prices
    )


def _as_lines(
    grid: Grid,
    row: int,
    titles: Mapping[int, str],
    supplier: int,
    others: Sequence[int],
    items: Sequence[int],
) -> tuple[Grid, list[int]]:
    head: list[object] = [titles[supplier], *(titles[c] for c in others), "Item no.", "Unit price"]
    lines: list[list[object]] = [head]
    rows = [row]
    for number in range(row + 1, grid.last_row + 1):
        if is_blank(grid.cell(number, supplier)):
            continue
        for column in items:
            price = grid.cell(number, column)
            if not is_blank(price):
                beside = [grid.cell(number, c) for c in others]
                lines.append([grid.cell(number, supplier), *beside, titles[column], price])
                rows.append(number)
    above = [
        list(line[: len(head)]) + [None] * (len(head) - len(line))
        for line in grid.values[: row - grid.first_row]
    ]
    skipped = list(range(grid.first_row, row))
    return replace(
        grid,
        values=[*above, *lines],
        first_column=1,
        merges=(),
        number_format=None,
        fill=None,
        excel_tables=(),
    ), [*skipped, *rows]


def _plainly_written(grid: Grid, table: RecognisedTable) -> Grid:
    """Give a sheet with prices, packs and price units in signs that the reader knows.

    "%" is a hundred, "€ 9 per box of 50" is a price per box, and "box of 50" holds 50.
    """
    changed: dict[tuple[int, int], object] = {}
    for index, name in _columns_of(table):
        for row in range(table.first_row, table.last_row + 1):
            value = grid.cell(row, index)
            plain = _plain(name, value) if isinstance(value, str) else value
            if plain is not value:
                changed[row, index] = plain
    if not changed:
        return grid
    values = [list(line) for line in grid.values]
    for (row, index), value in changed.items():
        values[row - grid.first_row][index - grid.first_column] = value
    return replace(grid, values=values)


def _columns_of(table: RecognisedTable) -> list[tuple[int, str]]:
    shared = [(column.index, column.field) for column in table.columns if column.field]
    offered = [each for block in table.blocks for each in block.fields.items()]
    return [
        each for each in dict.fromkeys([*shared, *offered]) if each[1] in {*PRICES, "pack_size", "price_per"}
    ]


def _plain(name: str, text: str) -> object:
    if name == "price_per":
        return {"%": 100.0, "‰": 1000.0}.get(text.strip(), text)
    if name == "pack_size":
        pack = pack_in(text)
        return pack.content if pack is not None else text
    packed = _PER_PACK.match(text)
    if packed is not None and pack_in(packed["pack"]) is not None:
        return f"{packed['price']} / {packed['unit']}"
    written = with_plain_per(text)
    return text if written == text else written


def _filled_down(grid: Grid, table: RecognisedTable) -> tuple[Grid, RecognisedTable]:
    """Give each further price break of an article, which has a line of its own without its name, the name.

    Quantities that stand so are those from which the prices hold, whatever their title says.
    """
    start = next((column for name in _STARTS if (column := table.column(name)) is not None), None)
    price = next((column for name in PRICES if (column := table.column(name)) is not None), None)
    named = [
        column for name in _FILLED_DOWN if (column := table.column(name)) is not None and column is not start
    ]
    identity = [column for column in named if column.field in IDENTITY]
    if start is None or price is None or not identity or table.blocks:
        return grid, table
    values = [list(line) for line in grid.values]
    above: int | None = None
    continued = False
    for row in range(table.first_row, table.last_row + 1):
        if any(not is_blank(grid.cell(row, column.index)) for column in identity):
            above = row
        elif (
            above is not None
            and not is_blank(grid.cell(row, price.index))
            and not is_blank(grid.cell(row, start.index))
        ):
            _copy(grid, values, named, above, row)
            continued = True
        else:
            above = None
    if not continued:
        return grid, table
    columns = tuple(
        replace(column, field="quantity_break") if column is start else column for column in table.columns
    )
    return replace(grid, values=values), replace(table, columns=columns)


def _copy(grid: Grid, values: list[list[object]], columns: Sequence[Column], above: int, row: int) -> None:
    for column in columns:
        if is_blank(grid.cell(row, column.index)):
            values[row - grid.first_row][column.index - grid.first_column] = grid.cell(above, column.index)

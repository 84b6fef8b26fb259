"""What stands within a list and over its columns: heads of parts, suppliers under one another, rows left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.goods import What, what_is
from buybook.replies.letterhead import Text, read_terms
from buybook.replies.recognising import PRICES
from buybook.replies.supplier_name import Named, supplier_named
from buybook.workbook.currencies import CODES, read_currency
from buybook.workbook.lexicon import tidy
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.recognise.values import is_blank, is_number, looks_like_number
from buybook.workbook.tables import Block, Grid, RecognisedTable, column_letter

_ABOVE = 4  # rows over the titles in which a supplier's currency stands
_REPEATED = 2  # titles of the list that stand again in a row which begins a part


@frozen
class Section:
    """A part of a list from a row on: whose it is, and its currency, where its head says so."""

    first_row: int
    named: Named | None
    currency: str | None


def sections_in(
    table: RecognisedTable, grid: Grid, lexicon: Lexicon, known: Collection[str], base_currency: str
) -> tuple[Section, ...]:
    """Find the heads within a list that name a supplier, or stand over its titles once more, from top to bottom."""
    found = []
    for texts in _heads(table, grid):
        terms = read_terms(texts, lexicon, table.language, base_currency, table.sheet)
        repeated = any(_repeats_titles(table, grid, row) for row in {text.row for text in texts})
        above = [text for text in texts if not _repeats_titles(table, grid, text.row)]
        if terms.text("supplier") is None and not (repeated and above):
            continue
        named = supplier_named(above, terms, known, lexicon, "", "")
        found.append(Section(texts[0].row, named, terms.text("currency")))
    return tuple(found)


def _heads(table: RecognisedTable, grid: Grid) -> Iterator[list[Text]]:
    """Give the texts of each run of rows in which no price and no other number stands."""
    head: list[Text] = []
    for row in range(table.first_row, table.last_row + 2):
        texts = [
            Text(row, column, value)
            for column in range(table.first_column, table.last_column + 1)
            if not is_blank(value := grid.cell(row, column))
        ]
        is_head = row <= table.last_row and (_repeats_titles(table, grid, row) or _is_head(table, texts))
        if is_head:
            head.extend(texts)
        elif head:
            yield head
            head = []


def _is_head(table: RecognisedTable, texts: list[Text]) -> bool:
    if any(is_number(text.value) for text in texts):
        return False
    prices = {column.index for column in table.columns if column.field in PRICES}
    return not any(text.column in prices for text in texts)


def _repeats_titles(table: RecognisedTable, grid: Grid, row: int) -> bool:
    same = sum(
        tidy(str(grid.cell(row, column.index))).casefold() == tidy(column.title).casefold() != ""
        for column in table.columns
    )
    return same >= _REPEATED


def currency_above(table: RecognisedTable, block: Block | None, grid: Grid) -> str | None:
    """Give the one currency that stands alone in a cell above the columns of one supplier."""
    if block is None:
        return None
    found: set[str] = set()
    for row in range(max(1, table.header_row - _ABOVE), table.header_row):
        for column in block.fields:
            value = grid.cell(row, column)
            code = read_currency(value) if isinstance(value, str) else None
            found |= {code} & CODES if code else set()
    return found.pop() if len(found) == 1 else None


def left_out(table: RecognisedTable, grid: Grid, read: Collection[int]) -> list[Finding]:
    """Tell of rows in a list, or right under it, that were not read though a price stands in them.

    A row of numbers alone, and one that is called a total, is a sum and no price.
    """
    prices = [column.index for column in table.columns if column.field in PRICES]
    found = []
    for row in range(table.first_row, grid.last_row + 1):
        cells = {c: grid.cell(row, c) for c in range(table.first_column, table.last_column + 1)}
        if row > table.last_row and all(map(is_blank, cells.values())):
            break
        if row in read or row in table.total_rows:
            continue
        texts = tuple(v for c, v in cells.items() if isinstance(v, str) and v.strip() and c not in prices)
        priced = any(is_number(cells.get(c)) or looks_like_number(str(cells.get(c) or "")) for c in prices)
        if priced and texts and what_is({}, texts) not in (What.TOTAL, What.CHARGE):
            cell = f"{column_letter(prices[0])}{row}"
            values = {"text": texts[0].strip()}
            found.append(Finding("reply_row_left", Severity.WARNING, values, sheet=table.sheet, cell=cell))
    return found

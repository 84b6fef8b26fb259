"""Who a letter to a supplier goes to, and in which language: as the supplier list says it."""

from __future__ import annotations

from dataclasses import dataclass

from buybook.core.rows import Row, folded, rows_of
from buybook.documents.letters import addresses
from buybook.schema import TableKind
from buybook.vocabulary import LANGUAGES, Words, all_words, words
from buybook.workbook.view import WorkbookView


@dataclass(frozen=True)
class Recipient:
    """A supplier's addresses ("" where the list has none), the person, and the language to write in."""

    supplier: str
    to: str
    contact: str
    words: Words


def recipient(view: WorkbookView, supplier: str, spoken: Words) -> Recipient:
    """Give whom to write to at a supplier; in `spoken` where the supplier list tells no language.

    The addresses are those in any cell of the supplier's row. The language is that of a column of languages or
    countries ("Language", "Land").
    """
    row = _listed(view, supplier)
    if row is None:
        return Recipient(supplier, "", "", spoken)
    cells = _cells(view, row)
    found = [address for _, text in cells for address in addresses(text)]
    contact = row.text("supplier_contact") or ""
    named = "" if "@" in contact or any(sign.isdigit() for sign in contact) else contact
    return Recipient(supplier, ", ".join(dict.fromkeys(found)), named, _language(cells) or spoken)


def _listed(view: WorkbookView, supplier: str) -> Row | None:
    rows = rows_of(view.tables, TableKind.SUPPLIERS)
    return next((row for row in rows if folded(row.text("supplier")) == folded(supplier)), None)


def _cells(view: WorkbookView, row: Row) -> list[tuple[str, str]]:
    """Give the texts of a row of the supplier list, each with the title above it."""
    table = view.table(row.place.table)
    cells = []
    for column in range(table.first_column, table.last_column + 1):
        text = view.value(table.sheet, row.place.row, column)
        title = view.value(table.sheet, table.header_row, column)
        if isinstance(text, str):
            cells.append((title if isinstance(title, str) else "", text))
    return cells


def _language(cells: list[tuple[str, str]]) -> Words | None:
    titles = {folded(title) for each in all_words() for title in each.phrases("letter.language_title")}
    said = [folded(text) for title, text in cells if folded(title) in titles]
    for language in LANGUAGES:
        known = {folded(name) for each in all_words() for name in each.phrases(f"letter.in.{language}")}
        if known & set(said):
            return words(language)
    return None

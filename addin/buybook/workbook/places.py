"""Where a finding is, in the buyer's own terms: sheet, cell, and the title of the column."""

from __future__ import annotations

from collections.abc import Iterable

from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.workbook.tables import RecognisedTable


@frozen
class Place:
    """A sheet, a cell and the column's title; None for what a finding does not say."""

    sheet: str | None
    cell: str | None
    title: str | None

    def __str__(self) -> str:
        """Give the place as `Orders!F12 (Confirmed date)`."""
        where = self.sheet or ""
        if self.cell:
            where = f"{where}!{self.cell}" if where else self.cell
        return f"{where} ({self.title})" if self.title else where


def locate(finding: Finding, tables: Iterable[RecognisedTable]) -> Place:
    """Give a finding's place. A row without a column of its own is named by the list's first column."""
    if finding.table is None:
        return Place(finding.sheet, finding.cell, finding.title)
    table = next((each for each in tables if each.id == finding.table), None)
    if table is None:
        return Place(finding.sheet, finding.cell, finding.title)
    column = table.column(finding.field) if finding.field else None
    row = finding.row or table.header_row
    if column is None:
        letter = next((each.letter for each in table.columns), "A")
        return Place(table.sheet, f"{letter}{row}", None)
    return Place(table.sheet, f"{column.letter}{row}", " ".join(column.title.split()))

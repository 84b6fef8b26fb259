"""The buyer's own picks: the supplier that they chose for an item, in a column of the comparison sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from buybook.core.quotations import Lot
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.vocabulary import all_words
from buybook.workbook.tables import Grid, column_letter
from buybook.workbook.view import WorkbookView

PICK = "compare.column.pick"
COMPARISON = "sheet.comparison"


@frozen
class Picks:
    """What the buyer wrote for each item, and the cell that it stands in."""

    written: Mapping[str, str] = field(default_factory=dict)  # by the item, folded
    cells: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    def of(self, lot: Lot) -> str | None:
        """Give what the buyer wrote for a lot; None where they wrote nothing."""
        return self.written.get(_name_of(lot.item_number, lot.description))

    def chosen(self, lots: Mapping[str, Lot]) -> tuple[dict[str, str], list[Finding]]:
        """Give the picked supplier of each item by its name; a pick of one that has no offer is told."""
        found: dict[str, str] = {}
        findings = []
        for name, lot in lots.items():
            pick = self.of(lot)
            if pick is None:
                continue
            by_name = {folded(offer.supplier): offer.supplier for offer in lot.offers if not offer.excluded}
            if folded(pick) in by_name:
                found[name] = by_name[folded(pick)]
            else:
                values = {"supplier": pick, "item": lot.item_number or lot.description}
                cell = self.cells[_name_of(lot.item_number, lot.description)]
                findings.append(
                    Finding("pick_without_offer", Severity.WARNING, values, sheet=self.sheet, cell=cell)
                )
        return found, findings


def read_picks(view: WorkbookView, header_row: int) -> Picks:
    """Read the column of picks, wherever it stands on the sheet and in whatever language it was written."""
    names = {words.label(COMPARISON) for words in all_words()}
    sheet = next((name for name in view.grids if name in names), None)
    column = _column(view.grids[sheet], header_row) if sheet is not None else None
    if sheet is None or column is None:
        return Picks()
    grid, written, cells = view.grids[sheet], dict[str, str](), dict[str, str]()
    for row in range(header_row + 1, grid.last_row + 1):
        pick, name = grid.cell(row, column), _name_of(grid.cell(row, 1), grid.cell(row, 2))
        if pick not in (None, "") and name:
            written[name] = str(pick).strip()
            cells[name] = f"{column_letter(column)}{row}"
    return Picks(written, cells, sheet)


def _column(grid: Grid, header_row: int) -> int | None:
    titles = {words.label(PICK) for words in all_words()}
    columns: Sequence[int] = range(grid.first_column, grid.last_column + 1)
    return next((column for column in columns if grid.cell(header_row, column) in titles), None)


def _name_of(item: object, description: object) -> str:
    return folded(str(item)) if item not in (None, "") else folded(str(description or ""))

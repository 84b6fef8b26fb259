"""Lists as recognised, and ways to read them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from buybook.findings import Finding
from buybook.schema import TableKind
from buybook.settings import Settings
from buybook.vocabulary import words
from buybook.workbook.reading import read_tables
from buybook.workbook.tables import Column, Grid, RecognisedTable

ORDER_FIELDS = ["po_number", "supplier", "item_number", "quantity_ordered", "unit_price", "promised_date"]
ORDER_TITLES = ["Order", "Leverantör", "Artikel", "Antal", "Pris", "Lovat"]


def table(
    rows: list[list[object]],
    fields: list[str | None],
    titles: list[str],
    kind: TableKind = TableKind.ORDERS,
    identifier: int = 1,
    sheet: str = "Order",
    at: tuple[int, int] = (5, 2),
    language: str = "sv",
    **known,
) -> tuple[Grid, RecognisedTable]:
    """Give a sheet with a title above a list, and the list as recognised; `at` is the place of its header."""
    header, first = at
    columns = tuple(
        Column(first + place, title, field)
        for place, (title, field) in enumerate(zip(titles, fields, strict=True))
    )
    lines = [
        ["Inköpslista", *[None] * (len(titles) - 1)],
        *[[None] * len(titles)] * (header - 2),
        titles,
        *rows,
    ]
    grid = Grid(sheet, lines, first_row=1, first_column=first, merges=known.pop("merges", ()))
    recognised = RecognisedTable(
        identifier,
        kind,
        sheet,
        header,
        header + 1,
        header + len(rows),
        first,
        first + len(titles) - 1,
        columns,
        language=language,
        **known,
    )
    return grid, recognised


def read(
    *tables: tuple[Grid, RecognisedTable], settings: Settings | None = None
) -> tuple[Mapping[TableKind, pd.DataFrame], tuple[Finding, ...]]:
    grids = {grid.sheet: grid for grid, _ in tables}
    return read_tables(grids, [found for _, found in tables], settings or Settings(), words("sv"))

"""LibreOffice computes the same after cells, columns and sheets were shifted, copied and renamed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from buybook.xlsx.workbook import Workbook

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


def computed(book: Workbook, folder: Path) -> list[list[object]]:
    """The values of all formulas as LibreOffice computes them: what we wrote holds none."""
    (folder / "made.xlsx").write_bytes(book.to_bytes())
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(folder / "made.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = openpyxl.load_workbook(folder / "out" / "made.xlsx", data_only=True)
    return [
        [
            read[sheet.name].cell(row, column).value
            for row in range(1, 20)
            for column in range(1, 12)
            if sheet.formula(row, column) is not None
        ]
        for sheet in book.sheets
    ]


@pytest.mark.libreoffice
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_what_is_computed_stays_the_same(tmp_path: Path):
    book = Workbook.create()
    data = book.sheets[0]
    data.set_values(1, 1, [["Item", "Qty", "Price"], ["a", 1, 2.5], ["b", 2, 4], ["c", 3, 8]])
    data.add_table("Items", (1, 1, 4, 3))
    for row in range(2, 5):
        data.set_formula(row, 5, f"=B{row}*$C{row}")
    data.set_formula(8, 2, "=SUM(E2:E4)+SUM(Items[Qty])")
    data.set_formula(9, 2, "=B8*2+Sheet1!B2")
    other = book.add_sheet("Other")
    other.set_formula(1, 1, "=SUM(Sheet1!E2:E4)*Rate")
    book.set_name("Rate", "Sheet1!$C$4")
    before = computed(book, tmp_path)
    assert before == [[2.5, 8, 24, 40.5, 82], [276]]
    data.insert_columns(2, 1)
    data.insert_cells((2, 6, 4, 6), "right")
    data.insert_cells((7, 3, 8, 3), "down")
    data.delete_cells((6, 1, 6, 3), "up")
    data.insert_rows(1, 2)
    data.tables[0].rename_column(3, "Pieces")
    book.copy_sheet(data, "The copy")
    data.name = "It's data"
    again = computed(book, tmp_path)
    assert again == [*before, before[0]]

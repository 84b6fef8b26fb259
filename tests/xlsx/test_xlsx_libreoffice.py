"""LibreOffice opens what we make and shows the same."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import packages
import pytest

from buybook.xlsx.workbook import Workbook

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


@pytest.mark.libreoffice
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_what_we_wrote(tmp_path: Path):
    book = Workbook.create()
    orders = book.sheets[0]
    orders.set_values(
        1, 1, [["Item", "Quantity", "Note"], ["M8 bolt", 5, "spaced  out"], ["Größe", 7.5, "=no formula"]]
    )
    orders.add_table("Orders", (1, 1, 3, 3)).add_column("Double")
    for row in (2, 3):
        orders.set_formula(row, 4, f"=B{row}*2")
    orders.tables[0].set_calculated_formula(4, "=Orders[[#This Row],[Quantity]]*2")
    orders.set_styles(1, 1, 1, 4, book.styles.variant(0, bold=True, fill="DDEBF7", border={"bottom": "thin"}))
    orders.add_conditional_format([(2, 2, 3, 2)], formulas=["=$B2>6"], dxf=book.styles.add_dxf(fill="FFC7CE"))
    orders.add_list_validation([(2, 3, 3, 3)], items=["yes", "no"])
    orders.set_hyperlink(2, 1, location="Sheet1!A1")
    orders.freeze(1, 0)
    orders.set_page(landscape=True, fit_to_width=1, fit_to_height=0, print_titles=(1, 1))
    book.save(tmp_path / "made.xlsx")
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(tmp_path / "made.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with (tmp_path / "made.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["Item", "Quantity", "Note", "Double"],
        ["M8 bolt", "5", "spaced  out", "10"],
        ["Größe", "7.5", "=no formula", "15"],
    ]
    packages.assert_in_order(book)

"""Cells that say the same are told of once, on lines of a real list with words among its dates and numbers.

`scms_delivery_lines.csv` holds 60 lines and 11 columns of the SCMS Delivery History Dataset of USAID, a work of the
government of the United States.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from reading_lists import read, table

from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.workbook.alike import SHOWN, told_together

LINES = Path(__file__).with_name("scms_delivery_lines.csv")
FIELDS = {
    "PO / SO #": "po_number",
    "Vendor": "supplier",
    "PQ First Sent to Client Date": "quote_date",
    "PO Sent to Vendor Date": "order_date",
    "Scheduled Delivery Date": "promised_date",
    "Delivered to Client Date": "received_date",
    "Line Item Quantity": "quantity_ordered",
    "Line Item Value": "line_amount",
    "Unit Price": "unit_price",
    "Weight (Kilograms)": "quantity_to_receive",
    "Freight Cost (USD)": "freight_cost",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def written(title: str) -> list[str]:
    with LINES.open(encoding="utf-8", newline="") as file:
        return [line[title] for line in csv.DictReader(file)]


def date_of(text: str) -> dt.date | None:
    """Read the styles that the list uses for dates: 14-Nov-06, 11/14/06 and 5/3/2013, the month first."""
    named = re.fullmatch(r"(\d+)-([A-Z][a-z]{2})-(\d\d)", text)
    if named:
        return dt.date(2000 + int(named[3]), 1 + MONTHS.index(named[2]), int(named[1]))
    slashed = re.fullmatch(r"(\d+)/(\d+)/(?:20)?(\d\d)", text)
    return dt.date(2000 + int(slashed[3]), int(slashed[1]), int(slashed[2])) if slashed else None


def number_of(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def lines(as_number: bool) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    columns = [written(title) for title in FIELDS]
    rows: list[list[object]] = [
        [number_of(cell) if as_number and number_of(cell) is not None else cell or None for cell in row]
        for row in zip(*columns, strict=True)
    ]
    found = table(rows, list(FIELDS.values()), list(FIELDS), language="en")
    frames, findings = read(found)
    return frames[TableKind.ORDERS], told_together(findings, [found[1]])


@pytest.mark.parametrize("as_number", [True, False])
def test_every_date_and_number_that_is_one_is_read(as_number: bool) -> None:
    frame, _ = lines(as_number)
    for title, name in FIELDS.items():
        if name.endswith("_date"):
            read_as = [None if pd.isna(day) else day.date() for day in frame[name]]
            assert read_as == [date_of(text) for text in written(title)]
        elif name not in ("po_number", "supplier"):
            numbers = [None if np.isnan(number) else number for number in frame[name]]
            assert numbers == [number_of(text) for text in written(title)]


def test_every_kind_of_words_is_one_finding_of_its_column() -> None:
    _, findings = lines(as_number=True)
    told = {
        (finding.field, re.sub(r"\d+", "#", str(finding.values["value"]))): finding.count
        for finding in findings
        if finding.field and "value" in finding.values
    }
    expected: dict[tuple[str, str], int] = {}
    for title, name in FIELDS.items():
        for text in written(title):
            if name not in ("po_number", "supplier") and text and date_of(text) is number_of(text) is None:
                key = (name, re.sub(r"\d+", "#", text))
                expected[key] = expected.get(key, 0) + 1
    assert told == expected
    assert {text for _, text in told} >= {
        "Pre-PQ Process",
        "Date Not Captured",
        "See DN-# (ID#:#)",
        "Weight Captured Separately",
        "Freight Included in Commodity Cost",
    }
    assert len([finding for finding in findings if finding.severity is not Severity.INFO]) < 15


def finding(code: str, value: str, row: int, **values: object) -> Finding:
    values = {"value": value, **values}
    return Finding(code, Severity.WARNING, values, table=1, row=row, field="promised_date")


def test_the_first_cells_are_named_and_all_are_counted() -> None:
    _, recognised = table([], ["po_number", "promised_date"], ["Order", "Lovat"])
    alone, several = told_together(
        [finding("not_a_date", "31.02.2026", 9)]
        + [finding("words_for_date", f"See DN-{row}", row) for row in range(10, 30)],
        [recognised],
    )
    assert (alone.count, alone.cells) == (1, ())
    assert (several.count, several.row) == (20, 10)
    assert several.cells == tuple(f"C{row}" for row in range(10, 10 + SHOWN))


def test_more_kinds_than_anybody_reads_become_one() -> None:
    words = [finding("words_for_date", "abcdefghijkl"[place:], 6 + place) for place in range(12)]
    (together,) = told_together(words, [])
    assert together.count == 12
    slips = [finding("date_slip", f"3/7/2022{'x' * place}", 6, date=f"{place}") for place in range(12)]
    assert [each.count for each in told_together(slips, [])] == [1] * 12


def test_what_proposes_something_else_is_another_finding() -> None:
    slips = [
        finding("date_slip", "3/7/20225", 6, date="2025-07-03"),
        finding("date_slip", "4/7/20225", 7, date="b"),
    ]
    assert told_together(slips, []) == tuple(slips)

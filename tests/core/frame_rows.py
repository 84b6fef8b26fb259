"""Canonical frames for tests: dictionaries in, a frame as the reader would give it out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from buybook.findings import Finding
from buybook.schema import FIELDS, Kind
from buybook.vocabulary import all_words

_NUMBERS = {Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS}


def frame(rows: list[dict[str, object]], table: int = 1, first_row: int = 2) -> pd.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns: dict[str, pd.Series] = {}
    for name in names:
        values = [row.get(name) for row in rows]
        kind = FIELDS[name].kind if name in FIELDS else None
        if kind in _NUMBERS or name == "validity_days":
            columns[name] = pd.Series(
                [float(value) if value is not None else float("nan") for value in values], dtype="float64"
            )
        elif kind is Kind.DATE:
            columns[name] = pd.Series(pd.to_datetime(pd.Series(values)), dtype="datetime64[s]")
        else:
            columns[name] = pd.Series(values, dtype="object")
    columns["_table"] = pd.Series([row.get("_table", table) for row in rows], dtype="int64")
    columns["_row"] = pd.Series(
        [row.get("_row", first_row + at) for at, row in enumerate(rows)], dtype="int64"
    )
    return pd.DataFrame(columns)


def codes(findings: Iterable[Finding]) -> list[str]:
    """Give the codes of findings, having made sure that each can be told in every language."""
    told = list(findings)
    for words in all_words():
        for finding in told:
            values = {
                name: value if value is not None else "MISSING" for name, value in finding.values.items()
            }
            sentence = words.text(finding.code, values) + words.remedy(finding.code, values)
            assert "MISSING" not in sentence
    return [finding.code for finding in told]


TODAY = date(2026, 3, 16)

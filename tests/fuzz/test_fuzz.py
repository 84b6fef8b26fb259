"""Fuzzing in small: what was found stays fixed, the targets hold on some mutated inputs, and atheris can run them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import packages
import pytest
from mutation import sequence
from targets import TARGETS

FUZZ = Path(__file__).with_name("fuzz.py")


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_what_the_fuzzer_starts_from_keeps_the_promises(name: str):
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


@pytest.mark.parametrize(("name", "count"), [("zip", 3000), ("sheet", 250), ("parts", 120), ("formula", 300)])
def test_mutated_inputs_keep_the_promises(name: str, count: int):
    target = TARGETS[name]
    for data in sequence(target.mutate, target.seeds, count, seed=11):
        target.run(data)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("name", ["sheet", "formula"])
def test_atheris_runs_the_targets(name: str, tmp_path: Path):
    command = [sys.executable, str(FUZZ), name, "--runs", "300", "--corpus", str(tmp_path / "corpus")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done 300 runs" in done.stderr


# -- what was found; a large part's way is the one with an odd fourth byte

LARGE, SMALL = b"\x00\x01\x01\x01", b"\x00\x01\x01\x00"


def sheet(rows: str = "", **around: str) -> bytes:
    return packages.worksheet(rows, **around).encode()


def _with_place(data: bytes) -> bytes:
    """The zip file whose first entry has its place, beyond what a machine can count to, in a zip64 field."""
    at = data.index(b"PK\x01\x02")
    name = data[at + 46 : at + 46 + int.from_bytes(data[at + 28 : at + 30], "little")]
    extra = b"\x01\x00\x08\x00" + b"\xff" * 8
    head = data[at : at + 30] + len(extra).to_bytes(2, "little") + data[at + 32 : at + 42] + b"\xff" * 4
    end = data.index(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little") + len(extra)
    tail = data[end : end + 12] + size.to_bytes(4, "little") + data[end + 16 :]
    return data[:at] + head + name + extra + data[at + 46 + len(name) : end] + tail


FOUND: dict[str, tuple[str, bytes]] = {
    "a row whose number is a word": ("sheet", SMALL + sheet('<row r="str"/>')),
    "a row whose number is too long": ("sheet", SMALL + sheet(f'<row r="{"9" * 30}"/>')),
    "a column that is a word": ("sheet", SMALL + sheet('<row r="1"><c r="list1"/></row>')),
    "a column with a stop": ("sheet", SMALL + sheet('<row r="1"><c r="1.5"/></row>')),
    "settings of columns that are no numbers": ("sheet", SMALL + sheet(before='<cols><col min="1:1" width="e"/></cols>')),
    "a height that is a cell": ("sheet", SMALL + sheet(before='<sheetFormatPr defaultRowHeight="A0"/>')),
    "a formula outside of cells": (
        "sheet",
        SMALL + sheet('<row r="1"><f t="shared" ref="A1:C3" si="0">A1</f></row>'),
    ),
    "a row within a cell": ("sheet", b"\x04\x00\x00\x01" + sheet('<row r="5"><c r="A5"><f>1</f><row/></c></row>')),
    "a cell outside of rows": ("sheet", LARGE + sheet('<c r="A1"><v>1</v></c>')),
    "a date that is no text": ("sheet", LARGE + sheet('<row r="1"><c r="A1" t="d"><v>%</v></c></row>').replace(b"%", b"20\x96")),
    "two places for the cells": ("sheet", SMALL + sheet(after='<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')),
    "a place for the cells before another": ("sheet", SMALL + sheet('<row r="1"><c r="A1"/></row>', before="<sheetData/>")),
    "a date by its type that is copied": (
        "sheet",
        b"\x0b\x00\x00\x00" + sheet('<row r="1"><c r="A1" t="d"><v>2026-03-01</v></c></row>'),
    ),
    "a date by its type that is coloured": (
        "sheet",
        b"\x02\x00\x00\x00" + sheet('<row r="1"><c r="A1" t="d"><v>2026-03-01</v></c></row>'),
    ),
    "two lists of views": ("sheet", b"\x13\x03\x03\x00" + sheet(before="<sheetViews/><sheetViews/>")),
    "a part that is cut off in its last tag": ("sheet", b"\x13\x03\x03\x01<v></v></v"),
    "a declaration that names no encoding": ("sheet", SMALL + b'<?xml version="1.0" encoding="?"?><worksheet/>'),
    "an attribute that is no text": ("sheet", LARGE + sheet(root_attributes=" \xff='1'").replace(b"\xc3\xbf", b"\xe2")),
    "a format that is a letter": ("parts", b"\x02\x03\x01\x00" + packages.STYLES.replace('numFmtId="164" fontId', 'numFmtId="d" fontId').encode()),
    "a sheet whose number is a word": (
        "parts",
        b"\x10\x03\x01\x01" + str(packages.parts(packages.worksheet())["xl/workbook.xml"]).replace('sheetId="1"', 'sheetId="yes"').encode(),
    ),
    "a place in a zip file beyond all": ("zip", _with_place(packages.zipped(packages.parts(packages.worksheet())))),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_what_was_found_stays_fixed(case: str):
    name, data = FOUND[case]
    TARGETS[name].run(data)

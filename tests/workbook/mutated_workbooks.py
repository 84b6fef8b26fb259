"""Workbooks spoilt at random: titles swapped, emptied and doubled, cells merged, types changed, rows lost and doubled.

python tests/workbook/mutated_workbooks.py COUNT FOLDER_OF_WORKBOOKS [--seed N] runs it on workbooks of one's own.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from buybook.commands.job import Job
from buybook.engine import open_book
from buybook.registry import commands
from buybook.run import Request, run
from buybook.settings import Settings
from buybook.vocabulary import words
from buybook.workbook.opening import read_workbook
from buybook.workbook.places import locate
from buybook.workbook.planning import make_plan

TODAY = dt.date(2026, 3, 16)
VERBS = ("map", "setup", "refresh", "compare")
_MOST_ROWS, _MOST_COLUMNS = 40, 30
_ODD: Sequence[object] = (
    None, "", " ", 0, -1, 1e308, 12.5, True, "#N/A", "=1/0", "3/7/20225", "2025-13-45", "1 250,00", "€ 12.499,50",
    "kr 89:-", "12 st", "Total", "Summa", "Totaal", "–", "\N{ZERO WIDTH SPACE}", "å" * 300, "'001", "1.234.567,89",
    dt.datetime(1900, 1, 1), dt.datetime(2099, 12, 31), dt.datetime(2026, 3, 1, 23, 59), "Status (Buybook)", "USD",
    "5/3 rec 20, rest on back order", "260301", 45000, "PO number", "Leverantör", "Aantal", "(", "a\nb", "%", "1e5",
)  # fmt: skip

Rows = list[list[object]]
Mutation = Callable[["Book", random.Random], None]


@dataclass
class Book:
    """A workbook as plain values: sheets of rows, and merged areas."""

    sheets: dict[str, Rows]
    merges: list[tuple[str, int, int, int, int]] = field(default_factory=list)

    def save(self, path: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            for row, line in enumerate(rows, start=1):
                for column, value in enumerate(line, start=1):
                    if value is not None:
                        sheet.cell(row, column, value)
        for name, *area in self.merges:
            with contextlib.suppress(ValueError):  # a merged cell takes no value
                book[name].merge_cells(
                    start_row=area[0], start_column=area[1], end_row=area[2], end_column=area[3]
                )
        book.save(path)


def read_book(path: Path) -> Book:
    """Read the first rows and columns of a workbook."""
    source = openpyxl.load_workbook(path, data_only=True)
    sheets = {
        sheet.title: [
            list(row) for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
        ]
        for sheet in source.worksheets[:6]
    }
    return Book({name: rows for name, rows in sheets.items() if rows})


def _rows(book: Book, chance: random.Random) -> Rows:
    return book.sheets[chance.choice(list(book.sheets))]


def _place(rows: Rows, chance: random.Random) -> tuple[int, int]:
    """Give a cell, one of the upper rows, where titles stand, every other time."""
    row = chance.randrange(len(rows))
    if chance.random() < 0.5:
        row = min(row, chance.randrange(12))
    return row, chance.randrange(max(1, len(rows[row])))


def odd_value(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    row, column = _place(rows, chance)
    if rows[row]:
        rows[row][column] = chance.choice(_ODD)


def swapped_cells(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    (a, b), (c, d) = _place(rows, chance), _place(rows, chance)
    if rows[a] and rows[c]:
        rows[a][b], rows[c][d] = rows[c][d], rows[a][b]


def swapped_in_row(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    row, _ = _place(rows, chance)
    chance.shuffle(rows[row])


def emptied_row(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    row, _ = _place(rows, chance)
    rows[row] = [None] * len(rows[row])


def lost_row(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    if len(rows) > 1:
        del rows[_place(rows, chance)[0]]


def doubled_row(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    row, _ = _place(rows, chance)
    rows.insert(chance.randrange(len(rows)), list(rows[row]))


def lost_column(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    _, column = _place(rows, chance)
    for line in rows:
        del line[column : column + 1]


def doubled_column(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    _, column = _place(rows, chance)
    for line in rows:
        line[column:column] = line[column : column + 1]


def column_as_text(book: Book, chance: random.Random) -> None:
    rows = _rows(book, chance)
    _, column = _place(rows, chance)
    for line in rows:
        if column < len(line) and line[column] is not None:
            line[column] = str(line[column]).replace(".", chance.choice((".", ",", " ")))


def merged_cells(book: Book, chance: random.Random) -> None:
    name = chance.choice(list(book.sheets))
    row, column = _place(book.sheets[name], chance)
    book.merges.append(
        (name, row + 1, column + 1, row + 1 + chance.randrange(3), column + 1 + chance.randrange(4))
    )


def renamed_sheet(book: Book, chance: random.Random) -> None:
    name = chance.choice(list(book.sheets))
    new = chance.choice(
        ("Orders", "Buybook today", "Leveranser", "x'y", "Offertes", "Buybook setup", "Order!")
    )
    new = new.replace("!", "")
    if new.casefold() not in {each.casefold() for each in book.sheets}:
        book.sheets = {new if each == name else each: rows for each, rows in book.sheets.items()}
        book.merges = [(new if each == name else each, *area) for each, *area in book.merges]


MUTATIONS: Sequence[Mutation] = (
    odd_value, odd_value, odd_value, swapped_cells, swapped_cells, swapped_in_row, emptied_row, lost_row, doubled_row,
    lost_column, doubled_column, column_as_text, merged_cells, renamed_sheet,
)  # fmt: skip


def mutated(book: Book, chance: random.Random) -> Book:
    """Give a copy with one to eight things done to it."""
    spoilt = Book({name: [list(line) for line in rows] for name, rows in book.sheets.items()})
    for _ in range(chance.randrange(1, 9)):
        chance.choice(MUTATIONS)(spoilt, chance)
    return spoilt


def check(path: Path, verb: str) -> None:
    """Preview a command; raise when it raises, when it fails as a whole, or when it writes."""
    before, listed = path.read_bytes(), sorted(path.parent.iterdir())
    result = run(Request(verb, path, today=TODAY, dry_run=True, user="tester"))
    assert result.failure is None, result.failure
    for finding in result.answer["findings"]:  # sentences are filled in when they are asked for
        assert finding["text"]
    assert path.read_bytes() == before, "the workbook was written"
    assert sorted(path.parent.iterdir()) == listed, "a file was made"


def check_all(path: Path) -> None:
    """Preview every command on what was read once: the same as `check` of each, in a third of the time."""
    before, listed = path.read_bytes(), sorted(path.parent.iterdir())
    book = open_book(path, read_only=True)
    try:
        settings = Settings()
        view = read_workbook(book, settings)
        said = words(view.language)
        for verb in VERBS:
            outcome = commands()[verb].run(Job(view, settings, said, TODAY))
            plan = make_plan(outcome.edits, view)
            for finding in (*outcome.findings, *plan.findings):
                assert said.text(finding.code, finding.values)
                said.remedy(finding.code, finding.values)
                locate(finding, view.recognition.tables)
            list(plan.changes)
    finally:
        book.close()
    assert path.read_bytes() == before, "the workbook was written"
    assert sorted(path.parent.iterdir()) == listed, "a file was made"


def run_many(books: Mapping[str, Book], count: int, seed: int, verbs: Sequence[str] = ()) -> list[str]:
    """Give what went wrong in so many spoilt workbooks, each named so that it can be made again.

    Without verbs all are previewed on what was read once.
    """
    wrong = []
    names = sorted(books)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoilt.xlsx"
        for number in range(seed, seed + count):
            chance = random.Random(number)
            name = chance.choice(names)
            mutated(books[name], chance).save(path)
            try:
                for verb in verbs:
                    check(path, verb)
                if not verbs:
                    check_all(path)
            except Exception:
                wrong.append(f"{name}, seed {number}: {traceback.format_exc(limit=-6)}")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    books = {path.name: read_book(path) for path in sorted(chosen.folder.glob("*.xlsx"))}
    start = time.perf_counter()
    wrong = run_many({name: book for name, book in books.items() if book.sheets}, chosen.count, chosen.seed)
    print("\n".join(wrong))
    print(
        f"{chosen.count} spoilt workbooks, {len(VERBS)} commands each: {len(wrong)} faults, {time.perf_counter() - start:.0f} s"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

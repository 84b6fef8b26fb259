"""Workbooks of which people wrote down what every list and column is, and how recognition is counted against them.

The counting is that of a labelled set: a list is found where its row of titles is, a column is right when it got
the field that its label names or one as good, a missed list misses all of its columns, and a list that is not there
makes all of its columns wrong. Lists that need not be found cost nothing unless they are given a wrong kind.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buybook.schema import TableKind
from buybook.workbook.tables import RecognisedTable

_LAST_COLUMN = 16_384


@dataclass(frozen=True)
class LabelledColumn:
    """What stands over a column, the field that it holds, and the fields that are as good an answer."""

    title: str
    field: str | None
    also: frozenset[str]

    @property
    def right(self) -> frozenset[str]:
        """All fields that are a right answer."""
        return self.also | {self.field} if self.field else self.also


@dataclass(frozen=True)
class LabelledTable:
    """A list and its labels. Rows count from 1; columns are letters."""

    sheet: str
    kinds: tuple[str, ...]  # the first is the one meant
    required: bool
    header_row: int
    group_row: int | None
    header_rows: frozenset[int]  # that are a right answer
    repeats: frozenset[int]  # rows further down in which the titles come again
    first_row: int
    last_row: int
    last_rows: frozenset[int]  # that are a right answer
    columns: Mapping[str, LabelledColumn]
    blocks: tuple[tuple[str, ...], ...]

    @property
    def asked(self) -> int:
        """How many columns hold a field."""
        return sum(column.field is not None for column in self.columns.values())

    def width(self) -> tuple[int, int]:
        """Give the first and the last column, from 1."""
        places = [place(letters) for letters in self.columns]
        return (min(places), max(places)) if places else (1, _LAST_COLUMN)


@dataclass(frozen=True)
class LabelledWorkbook:
    """A workbook and its labels; `path` is None where only the labels are there."""

    id: str
    language: str
    negative: bool  # holds nothing of purchasing
    sheets: frozenset[str]
    tables: tuple[LabelledTable, ...]
    path: Path | None

    def titles(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Give each title with the fields that are right for it."""
        for table in self.tables:
            for column in table.columns.values():
                yield column.title, column.right


@dataclass
class Tally:
    """What was counted, and of every column that was given a field how sure and whether right."""

    counts: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    wrong: list[tuple[str, ...]] = field(default_factory=list)  # said for each difference

    def add(self, other: Tally) -> None:
        """Take the figures of another workbook in."""
        self.counts.update(other.counts)
        self.judged.extend(other.judged)
        self.wrong.extend(other.wrong)

    def share(self, of: str, *among: str) -> float | None:
        """Give a count as a share of a sum of counts, in percent; None where nothing was counted."""
        total = sum(self.counts[each] for each in among)
        return 100 * self.counts[of] / total if total else None

    def f1(self) -> float | None:
        """Give the F1 of columns in percent: 2 right / (2 right + wrong + missed)."""
        right = 2 * self.counts["right"]
        total = right + self.counts["wrong"] + self.counts["missed"]
        return 100 * right / total if total else None


def place(letters: str) -> int:
    """Give the number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def composed(text: str) -> str:
    """Give text with its diacritics composed, so that names of sheets and files compare."""
    return unicodedata.normalize("NFC", text)


def read_labels(labels: Path, folder: Path) -> list[LabelledWorkbook]:
    """Read a file of labels; workbooks are looked for in the folder.

    Raises FileNotFoundError for a workbook that is named and not there.
    """
    entries = json.loads(labels.read_text(encoding="utf-8"))
    return [_workbook(entry, folder) for entry in entries]


def _workbook(entry: Mapping[str, Any], folder: Path) -> LabelledWorkbook:
    return LabelledWorkbook(
        entry["id"],
        entry["lang"],
        bool(entry.get("negative")),
        frozenset(map(composed, entry["sheets_labelled"])),
        tuple(map(_table, entry["tables"])),
        _located(folder, entry["file"]) if entry.get("file") else None,
    )


def _located(folder: Path, name: str) -> Path:
    wanted = composed(Path(name).name)
    near = (folder / name, folder / Path(name).name)
    found = [path for path in near if path.exists()] or [
        path for path in folder.rglob("*") if composed(path.name) == wanted
    ]
    if not found:
        raise FileNotFoundError(f"{folder}: there is no {name}")
    return found[0]


def _table(entry: Mapping[str, Any]) -> LabelledTable:
    header = entry["header_row"]
    last = entry["last_data_row"]
    return LabelledTable(
        composed(entry["sheet"]),
        (entry["kind"], *entry.get("kind_also_ok", ())),
        bool(entry["required"]),
        header,
        entry.get("group_header_row"),
        frozenset({header, *entry.get("header_row_also_ok", ())}),
        frozenset(entry.get("repeat_header_rows", ())),
        entry["first_data_row"],
        last,
        frozenset({last, *entry.get("last_also_ok", ())}),
        {
            letters: LabelledColumn(
                column["title"] or "", column["field"], frozenset(column.get("also_ok", ()))
            )
            for letters, column in entry["columns"].items()
        },
        tuple(tuple(block["columns"]) for block in entry.get("blocks", ())),
    )


def count(labelled: LabelledWorkbook, recognised: Sequence[RecognisedTable]) -> Tally:
    """Count what was recognised in a workbook against its labels."""
    tally = Tally()
    found = [each for each in recognised if labelled.negative or composed(each.sheet) in labelled.sheets]
    pairs = _matched(labelled.tables, found)
    for number, table in enumerate(labelled.tables):
        if number in pairs:
            _count_found(tally, labelled.id, table, found[pairs[number]])
        elif table.required:
            tally.counts.update(unfound=1, missed=table.asked)
            tally.wrong.append((labelled.id, table.sheet, f"row {table.header_row}", "not found"))
    again = {(table.sheet, row) for table in labelled.tables for row in table.repeats}
    for number, each in enumerate(found):
        beside = number not in pairs.values() and (composed(each.sheet), each.header_row) not in again
        if beside and _kind(each) != "other":
            _count_invented(tally, labelled, each)
    return tally


def _kind(table: RecognisedTable) -> str:
    return "other" if table.kind is TableKind.RATES else table.kind.value


def _held(table: RecognisedTable) -> dict[str, tuple[str, float]]:
    """Give, by its letters, each column's field and how sure it is."""
    return {column.letter: (column.field, column.confidence) for column in table.columns if column.field}


def _matched(labelled: Sequence[LabelledTable], found: Sequence[RecognisedTable]) -> dict[int, int]:
    """Pair labelled and recognised lists whose rows of titles agree, those with most columns in common first."""
    ranked = []
    for one, table in enumerate(labelled):
        first, last = table.width()
        for other, each in enumerate(found):
            if composed(each.sheet) != table.sheet or each.header_row not in table.header_rows:
                continue
            held = _held(each)
            common = sum(first <= place(letters) <= last for letters in held)
            if common or not held:
                away = abs(each.header_row - table.header_row)
                ranked.append((-common, len(held) - common, away, one, other))
    pairs: dict[int, int] = {}
    for *_, one, other in sorted(ranked):
        if one not in pairs and other not in pairs.values():
            pairs[one] = other
    return pairs


def _count_found(tally: Tally, book: str, table: LabelledTable, each: RecognisedTable) -> None:
    kind = _kind(each)
    fits = kind in table.kinds
    where = (book, table.sheet, f"row {table.header_row}")
    if table.required:
        tally.counts.update(found=1, kind_right=fits, kind_wrong=not fits)
    elif kind != "other" and not fits:
        tally.counts.update(invented=1)
    if not fits and (table.required or kind != "other"):
        tally.wrong.append((*where, f"kind {table.kinds[0]}", f"taken for {kind}"))
    at_end = each.last_row in table.last_rows
    tally.counts.update(last_right=at_end, last_wrong=not at_end)
    if not at_end:
        tally.wrong.append((*where, f"last row {table.last_row}", f"taken for {each.last_row}"))
    if table.required or kind != "other":
        _count_columns(tally, where, table, _held(each))


def _count_columns(
    tally: Tally, where: tuple[str, ...], table: LabelledTable, held: Mapping[str, tuple[str, float]]
) -> None:
    for letters in sorted({*table.columns, *held}, key=place):
        meant = table.columns.get(letters, LabelledColumn("", None, frozenset()))
        got, sure = held.get(letters, (None, 0.0))
        if got is None:
            tally.counts.update(missed=meant.field is not None)
        elif got in meant.right:
            tally.counts.update(right=meant.field is not None)
            if meant.field:
                tally.judged.append((sure, True))
            continue
        else:
            tally.counts.update(wrong=1, missed=meant.field is not None)
            tally.judged.append((sure, False))
        if got or meant.field:
            said = (f"{letters} {meant.title!r}", str(meant.field), f"taken for {got} at {sure:.2f}")
            tally.wrong.append((*where, *said))


def _count_invented(tally: Tally, labelled: LabelledWorkbook, each: RecognisedTable) -> None:
    held = _held(each)
    tally.counts.update(invented=1, wrong=len(held), in_negative=labelled.negative)
    tally.judged.extend((sure, False) for _, sure in held.values())
    tally.wrong.append(
        (labelled.id, each.sheet, f"row {each.header_row}", f"no list, taken for {_kind(each)}")
    )

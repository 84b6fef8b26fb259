"""How well lists and columns are recognised, on workbooks that people labelled, each left out in its turn.

    PYTHONPATH=addin python benchmarks/recognition.py --gold LABELS --folder FOLDER [--gold ... --folder ...]
        [--only files|rebuilt] [--differences]

LABELS is a JSON list of workbooks: for each its sheets' lists, with kind, rows, and the field of every column.
Workbooks of which only the labels are there are rebuilt from them, and shown by themselves. Three figures each:

    as it is    with the whole vocabulary
    left out    without the titles that only the workbook itself, or one made from it, speaks for; what stands in a
                published source stays
    strictly    published or not: a title stays only where another labelled workbook has it, with that field

"Sure" columns are those that Buybook writes to without asking. `--differences` lists what is told apart strictly.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from labelled import LabelledWorkbook, Tally, count, read_labels
from left_out import pruned, sources
from rebuilt import rebuilt

from buybook.engine import open_book
from buybook.vocabulary import Words, all_words
from buybook.workbook.grid import read_grids
from buybook.workbook.recognise import recognise
from buybook.workbook.tables import SURE, Grid

_EDGES = (0.0, 0.5, 0.6, 0.7, SURE, 0.85, 0.9, 0.95, 0.98, 1.001)
_HEAD = (
    f"{'':14} {'books':>5} {'lists':>5} | {'P':>5} {'R':>5} | {'kind':>5} | {'P':>5} {'R':>5} {'F1':>5} | {'last':>5}"
    f" | {'P':>5} {'share':>5}\n{'':26} | {'lists found':^11} | {'':5} | {'columns':^17} | {'row':>5} | {'sure':^11}"
)


def read_all(books: Iterable[LabelledWorkbook]) -> dict[str, tuple[Grid, ...]]:
    """Read every workbook's sheets once, or make them where only the labels are there."""
    grids: dict[str, tuple[Grid, ...]] = {}
    for book in books:
        if book.path is None:
            grids[book.id] = tuple(rebuilt(book))
            continue
        opened = open_book(book.path, read_only=True)
        try:
            grids[book.id] = read_grids(opened)
            for grid in grids[book.id]:
                grid.merged(1, 50)  # while it is open
        finally:
            opened.close()
    return grids


def tallies(
    books: Sequence[LabelledWorkbook],
    grids: Mapping[str, Sequence[Grid]],
    vocabulary: Callable[[Sequence[LabelledWorkbook]], Sequence[Words]],
) -> dict[str, Tally]:
    """Count recognition in each workbook, with the words that `vocabulary` gives for its source."""
    found = {}
    for source in sources(books):
        said = vocabulary(source)
        for book in source:
            found[book.id] = count(book, recognise(grids[book.id], said).tables)
    return found


def ways(
    books: Sequence[LabelledWorkbook],
) -> dict[str, Callable[[Sequence[LabelledWorkbook]], Sequence[Words]]]:
    """Give the ways of recognising: the vocabulary for a source, by name."""

    def without(source: Sequence[LabelledWorkbook], keep_published: bool) -> Sequence[Words]:
        return pruned(source, [book for book in books if book not in source], keep_published)

    return {
        "as it is": lambda _: all_words(),
        "left out": lambda source: without(source, True),
        "strictly": lambda source: without(source, False),
    }


def summed(found: Mapping[str, Tally], books: Iterable[LabelledWorkbook]) -> Tally:
    """Add the figures of some workbooks up."""
    total = Tally()
    for book in books:
        total.add(found[book.id])
    return total


def mean_f1(found: Mapping[str, Tally], books: Sequence[LabelledWorkbook]) -> float:
    """Give the F1 of columns as the mean over sources, so that no large or often copied workbook outweighs."""
    each = [summed(found, source).f1() for source in sources(books)]
    return fmean(f1 for f1 in each if f1 is not None)


def line(name: str, books: int, tally: Tally) -> str:
    """Give the figures of some workbooks in a line."""
    sure = [right for confidence, right in tally.judged if confidence >= SURE]
    shares = (
        tally.share("found", "found", "invented"),
        tally.share("found", "found", "unfound"),
        tally.share("kind_right", "kind_right", "kind_wrong"),
        tally.share("right", "right", "wrong"),
        tally.share("right", "right", "missed"),
        tally.f1(),
        tally.share("last_right", "last_right", "last_wrong"),
        100 * sum(sure) / len(sure) if sure else None,
        100 * len(sure) / len(tally.judged) if tally.judged else None,
    )
    shown = [f"{share:5.1f}" if share is not None else "    –" for share in shares]
    lists = tally.counts["found"] + tally.counts["unfound"]
    groups = (shown[0:2], shown[2:3], shown[3:6], shown[6:7], shown[7:9])
    return f"{name:14} {books:5} {lists:5} | " + " | ".join(" ".join(group) for group in groups)


def by_confidence(tally: Tally) -> list[str]:
    """Say, for steps of confidence, how many columns there were and how many of them were right."""
    lines = []
    for low, high in pairwise(_EDGES):
        inside = [right for confidence, right in tally.judged if low <= confidence < high]
        if inside:
            lines.append(
                f"  {low:.2f} to {min(high, 1.0):.2f}: {len(inside):5} columns, {100 * sum(inside) / len(inside):5.1f} % right"
            )
    return lines


def show(title: str, books: Sequence[LabelledWorkbook], found: Mapping[str, Mapping[str, Tally]]) -> None:
    """Print the figures of some workbooks: each way, all together and by language."""
    print(f"\n{title}\n{_HEAD}")
    for way, tallied in found.items():
        print(line(way, len(books), summed(tallied, books)))
        for language in sorted({book.language for book in books}):
            spoken = [book for book in books if book.language == language]
            print(line(f"  {language}", len(spoken), summed(tallied, spoken)))
    by_source = {way: mean_f1(tallied, books) for way, tallied in found.items()}
    print(
        f"F1 of columns, mean over {len(sources(books))} sources:",
        ", ".join(f"{way} {mean:.1f}" for way, mean in by_source.items()),
    )
    invented = sum(summed(each, books).counts["in_negative"] for each in found.values())
    print(f"lists invented in workbooks without purchasing, all ways together: {invented}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, action="append", default=[])
    parser.add_argument("--folder", type=Path, action="append", default=[])
    parser.add_argument("--only", choices=("files", "rebuilt"))
    parser.add_argument("--differences", action="store_true")
    chosen = parser.parse_args()
    if not chosen.gold or len(chosen.gold) != len(chosen.folder) or not all(map(Path.exists, chosen.gold)):
        sys.exit(
            "The labelled workbooks are not in the repository: name them with --gold and --folder, in pairs."
        )
    books = [
        book
        for labels, folder in zip(chosen.gold, chosen.folder, strict=True)
        for book in read_labels(labels, folder)
    ]
    grids = read_all(books)
    found = {way: tallies(books, grids, vocabulary) for way, vocabulary in ways(books).items()}
    files = [book for book in books if book.path]
    made = [book for book in books if not book.path]
    groups = {"files": ("Workbooks", files), "rebuilt": ("Rebuilt from their titles", made)}
    for name, (title, some) in groups.items():
        if some and chosen.only in {None, name}:
            show(title, some, found)
    if files and made and not chosen.only:
        show("All", books, found)
    strictly = summed(found["strictly"], books)
    print("\nHow sure, and how often right (strictly):", *by_confidence(strictly), sep="\n")
    if chosen.differences:
        print("\nDifferences (strictly):", *("  " + "; ".join(each) for each in strictly.wrong), sep="\n")


if __name__ == "__main__":
    main()

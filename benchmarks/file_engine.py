"""Time and memory of the file engine on a large workbook, as ratios to other tools in the same run.

    python benchmarks/file_engine.py [--quick] [--rows N] [--no-others] [--wall]

The limit L is what cannot be done without: python-calamine reading all of the workbook, and zlib inflating and
deflating (level 6) the sheet that is changed. Every piece of work runs in a process of its own, so that its
peak of memory is its own (with what importing took; imports are not in the time). Times are the processor's,
user and system, so that what else the machine does counts less; `--wall` takes the clock's. They are medians of
three runs; of other tools, which take long, one run. Openpyxl, excelize and xlsxedit are measured where installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from big_workbook import LARGE_PART, LARGE_SHEET, NUMBER_COLUMN, TEXT_COLUMN, make_workbook

Work = Callable[[Path, Path], Callable[[], object]]
"""Imports what it needs; gives what is to be timed, on a source and, where something is saved, a target."""

sys.path.insert(0, str(Path(__file__).parents[1] / "addin"))


class Figure(NamedTuple):
    seconds: float
    megabytes: float | None  # peak; None where the system does not tell


class Goal(NamedTuple):
    label: str
    work: str
    base: str  # "calamine" or "L"
    factor: float


GOALS = (
    Goal("read all values of all sheets", "read", "calamine", 1.3),
    Goal("change two whole columns and save", "columns", "L", 1.3),
    Goal("change one cell and save", "cell", "L", 0.5),
)
MEMORY_GOAL = 0.4  # of openpyxl's peak on the same work


def texts(rows: int) -> list[str]:
    return [f"Changed text {number}" for number in range(rows)]


def numbers(rows: int) -> list[float]:
    return [number * 1.25 for number in range(rows)]


# -- what the limit is made of


def calamine_read(source: Path, _: Path) -> Callable[[], object]:
    import python_calamine

    def run() -> object:
        book = python_calamine.CalamineWorkbook.from_path(source)
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    return run


def zlib_sheet(source: Path, _: Path) -> Callable[[], object]:
    def run() -> object:
        with zipfile.ZipFile(source) as package:
            content = package.read(LARGE_PART)
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(content), packer.flush()

    return run


# -- ours


def ours_read(source: Path, _: Path) -> Callable[[], object]:
    from buybook.engine import open_book

    return lambda: [sheet.used_range.raw_value for sheet in open_book(source).sheets]


def ours_columns(source: Path, target: Path) -> Callable[[], object]:
    from buybook.engine import open_book

    def run() -> object:
        book = open_book(source)
        sheet = book.sheets[LARGE_SHEET]
        last = sheet.used_range.last_cell.row
        for column, values in ((TEXT_COLUMN, texts(last - 1)), (NUMBER_COLUMN, numbers(last - 1))):
            sheet.range((2, column), (last, column)).raw_value = [[value] for value in values]
        return book.save(target)

    return run


def ours_cell(source: Path, target: Path) -> Callable[[], object]:
    from buybook.engine import open_book

    def run() -> object:
        book = open_book(source)
        book.sheets[LARGE_SHEET].range((777, TEXT_COLUMN)).raw_value = "Changed"
        return book.save(target)

    return run


def ours_column(source: Path, _: Path) -> Callable[[], object]:
    from buybook.engine import open_book

    def run() -> object:
        sheet = open_book(source).sheets[LARGE_SHEET]
        return sheet.range((2, NUMBER_COLUMN), (sheet.used_range.last_cell.row, NUMBER_COLUMN)).raw_value

    return run


# -- others


def openpyxl_read(source: Path, _: Path) -> Callable[[], object]:
    import openpyxl

    def run() -> object:
        book = openpyxl.load_workbook(source, data_only=True)
        return [list(sheet.values) for sheet in book.worksheets]

    return run


def openpyxl_columns(source: Path, target: Path) -> Callable[[], object]:
    import openpyxl

    def run() -> object:
        book = openpyxl.load_workbook(source)
        sheet = book[LARGE_SHEET]
        for column, make in ((TEXT_COLUMN, texts), (NUMBER_COLUMN, numbers)):
            for row, value in enumerate(make(sheet.max_row - 1), 2):
                sheet.cell(row, column).value = value
        book.save(target)
        return None

    return run


def openpyxl_cell(source: Path, target: Path) -> Callable[[], object]:
    import openpyxl

    def run() -> object:
        book = openpyxl.load_workbook(source)
        book[LARGE_SHEET].cell(777, TEXT_COLUMN).value = "Changed"
        book.save(target)
        return None

    return run


def excelize_read(source: Path, _: Path) -> Callable[[], object]:
    import excelize

    def run() -> object:
        book = excelize.open_file(str(source))
        return [book.get_rows(name) for name in book.get_sheet_list()]

    return run


def excelize_columns(source: Path, target: Path) -> Callable[[], object]:
    import excelize

    def run() -> object:
        book = excelize.open_file(str(source))
        count = len(book.get_rows(LARGE_SHEET)) - 1
        for letter, values in (("D", texts(count)), ("G", numbers(count))):
            book.set_sheet_col(LARGE_SHEET, f"{letter}2", values)
        return book.save_as(str(target))

    return run


def excelize_cell(source: Path, target: Path) -> Callable[[], object]:
    import excelize

    def run() -> object:
        book = excelize.open_file(str(source))
        book.set_cell_value(LARGE_SHEET, "D777", "Changed")
        return book.save_as(str(target))

    return run


def xlsxedit_read(source: Path, _: Path) -> Callable[[], object]:
    import xlsxedit

    def run() -> object:
        book = xlsxedit.Workbook.open(source, large=True)
        return [sheet.values() for sheet in book.worksheets]

    return run


def xlsxedit_columns(source: Path, target: Path) -> Callable[[], object]:
    import xlsxedit

    def run() -> object:
        book = xlsxedit.Workbook.open(source, large=True)
        sheet = book[LARGE_SHEET]
        count = sum(1 for _ in sheet.iter_rows()) - 1
        for letter, values in (("D", texts(count)), ("G", numbers(count))):
            sheet.write_rows([[value] for value in values], at_cell=f"{letter}2")
        return book.save(target)

    return run


def xlsxedit_cell(source: Path, target: Path) -> Callable[[], object]:
    import xlsxedit

    def run() -> object:
        book = xlsxedit.Workbook.open(source, large=True)
        book[LARGE_SHEET]["D777"].value = "Changed"
        return book.save(target)

    return run


WORKS: dict[str, Work] = {
    "calamine read": calamine_read,
    "zlib sheet": zlib_sheet,
    "ours read": ours_read,
    "ours columns": ours_columns,
    "ours cell": ours_cell,
    "ours column": ours_column,
    "openpyxl read": openpyxl_read,
    "openpyxl columns": openpyxl_columns,
    "openpyxl cell": openpyxl_cell,
    "excelize read": excelize_read,
    "excelize columns": excelize_columns,
    "excelize cell": excelize_cell,
    "xlsxedit read": xlsxedit_read,
    "xlsxedit columns": xlsxedit_columns,
    "xlsxedit cell": xlsxedit_cell,
}


# -- measuring


def peak_megabytes() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def run_here(work: str, source: Path, target: Path, *, wall: bool) -> None:
    clock = time.perf_counter if wall else time.process_time
    run = WORKS[work](source, target)
    start = clock()
    result = run()
    seconds = clock() - start
    json.dump({"seconds": seconds, "megabytes": peak_megabytes(), "kind": type(result).__name__}, sys.stdout)


def measure(work: str, source: Path, folder: Path, times: int, limit: float | None = None) -> Figure | None:
    """The median of some runs; None, with a line that says why, when the tool fails or takes too long."""
    found: list[dict[str, Any]] = []
    for _ in range(times):
        command = [sys.executable, __file__, "--run", work, str(source), str(folder / "changed.xlsx")]
        command += ["--wall"] if "--wall" in sys.argv else []
        try:
            done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=limit)
        except subprocess.TimeoutExpired:
            print(f"  {work}: not done after {limit:.0f} s")
            return None
        except subprocess.CalledProcessError as error:
            print(f"  {work}: failed: {error.stderr.strip().splitlines()[-1]}")
            return None
        found.append(json.loads(done.stdout))
    peaks = [run["megabytes"] for run in found if run["megabytes"] is not None]
    return Figure(
        statistics.median(run["seconds"] for run in found), statistics.median(peaks) if peaks else None
    )


def shown(figure: Figure | None, limit: float) -> str:
    if figure is None:
        return "-"
    memory = "" if figure.megabytes is None else f" {figure.megabytes:6.0f} MB"
    return f"{figure.seconds:7.2f} s {figure.seconds / limit:6.2f} L{memory}"


def verdict(measured: float, goal: float) -> str:
    return "reached" if measured <= goal else "MISSED"


def report(source: Path, folder: Path, *, others: bool) -> None:
    bases = {work: measure(work, source, folder, 3) for work in ("calamine read", "zlib sheet")}
    calamine, packing = bases["calamine read"], bases["zlib sheet"]
    if calamine is None or packing is None:
        sys.exit("The limit cannot be measured without python-calamine.")
    limit = calamine.seconds + packing.seconds
    print(f"calamine reads all            {shown(calamine, limit)}")
    print(f"zlib inflates and deflates    {shown(packing, limit)}")
    print(f"limit L                       {limit:7.2f} s\n")
    ours: dict[str, Figure | None] = {}
    for goal in GOALS:
        figure = ours[goal.work] = measure(f"ours {goal.work}", source, folder, 3)
        if figure is None:
            continue
        ratio = figure.seconds / (calamine.seconds if goal.base == "calamine" else limit)
        print(
            f"{goal.label:40}{shown(figure, limit)}   goal {goal.factor} {goal.base}, measured {ratio:.2f}: ",
            end="",
        )
        print(verdict(ratio, goal.factor))
    column = measure("ours column", source, folder, 3)
    print(f"{'read one column on demand':40}{shown(column, limit)}")
    for tool in ("openpyxl", "excelize", "xlsxedit") if others else ():
        print()
        if importlib.util.find_spec(tool) is None:
            print(f"{tool} is not installed: skipped")
            continue
        for goal in GOALS:
            theirs = measure(f"{tool} {goal.work}", source, folder, 1, limit=900)
            print(f"{tool:9}{goal.label:40}{shown(theirs, limit)}", end="")
            mine = ours[goal.work]
            if theirs and mine and theirs.megabytes and mine.megabytes:
                ratio = mine.megabytes / theirs.megabytes
                print(f"   our memory {ratio:.2f} of it", end="")
                if tool == "openpyxl":
                    print(f", goal {MEMORY_GOAL}: {verdict(ratio, MEMORY_GOAL)}", end="")
            print()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true", help="10,000 rows")
    parser.add_argument("--no-others", action="store_true", help="leave openpyxl, excelize and xlsxedit out")
    parser.add_argument("--wall", action="store_true", help="the clock's time instead of the processor's")
    parser.add_argument("--run", nargs=3, metavar=("WORK", "SOURCE", "TARGET"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run_here(options.run[0], Path(options.run[1]), Path(options.run[2]), wall=options.wall)
        return
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, line_buffering=True)
    rows = 10_000 if options.quick else options.rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "large.xlsx"
        make_workbook(source, rows)
        with zipfile.ZipFile(source) as package:
            sheet = package.getinfo(LARGE_PART).file_size
        size = source.stat().st_size
        print(
            f"{rows:,} rows x 20 columns: {size / 1e6:.1f} MB, the large sheet {sheet / 1e6:.1f} MB of XML\n"
        )
        report(source, folder, others=not options.no_others)


if __name__ == "__main__":
    main()

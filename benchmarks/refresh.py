"""Time `buybook refresh` on 100,000 order lines and 150,000 receipts, against the least that any tool must do.

The limit L is calamine reading the whole workbook, and zlib inflating and deflating (level 6) each sheet that
the refresh changes. The command runs through the terminal's program in a process of its own: once on the
workbook as it is, once more on what that wrote. All ratios and stages are of processor time, which other
programs on the machine disturb little; the time on the clock stands beside it.

    python benchmarks/refresh.py [--lines N] [--stale] [--json]

`--stale` gives every line the status "Sent", so that nine lines in ten get another status and an entry in the
journal. `--json` has the command write its answer for programs.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import functools
import importlib
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

TODAY = dt.date(2026, 6, 1)
_LAST_WORKED = dt.date(2026, 5, 25)  # the buyer's last look at the list: what came later is not in the status
_FIRST_ORDER = dt.date(2025, 5, 1)
_SUPPLIERS = 250
_ITEMS = 8_000
_GOODS = ("Bolt M8x40 zinc plated", "Bearing 6204-2RS", "Gasket NBR 70", "Hydraulic hose 1/2 in", "Cable 3G1.5",
          "Proximity sensor M12", "Aluminium profile 40x40", "Filter element 10 um", "Gear motor 0.37 kW",
          "O-ring set, metric & inch")  # fmt: skip
_UNITS = ("pcs", "pcs", "pcs", "m", "kg", "set")
_CURRENCIES = ("SEK", "EUR", "USD")
_ORDER_TITLES = ("PO number", "Line", "Item number", "Description", "Ordered qty", "Unit", "Unit price", "Currency",
                 "Order date", "Promised date", "Supplier", "Status", "Buyer", "Comment")  # fmt: skip
_RECEIPT_TITLES = ("Received date", "PO number", "Line", "Item number", "Received qty", "Rejected qty",
                   "Delivery note")  # fmt: skip
_SUPPLIER_TITLES = ("Supplier", "Supplier no.", "Country", "Currency", "Payment terms")
_DATE_STYLE, _PRICE_STYLE = 1, 2

# What each stage of the command is: the places where its function is called from. Nested ones count once.
STAGES = {
    "open": (
        "buybook.run.open_book",
        "buybook.workbook.opening.read_grids",
        "buybook.workbook.opening.read_grid",
    ),
    "recognise": ("buybook.workbook.opening.recognise",),
    "read": ("buybook.workbook.reading.read_tables",),
    "rule": ("buybook.commands.refresh.order_lines",),
    "report": ("buybook.commands.refresh.needed_actions", "buybook.commands.refresh.today_report"),
    "plan": ("buybook.commands.refresh.line_edits", "buybook.work.make_plan"),
    "journal": ("buybook.work.journal_steps",),
    "apply": (),  # the steps: told apart from saving in `WorkbookFile.write`
    "save": ("buybook.engine.book.Book.save_file",),
}

Cell = str | float | int | dt.date | None


class _Strings:
    """The shared strings of a workbook."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, len(self._places))

    def xml(self) -> Iterator[str]:
        yield f'<sst xmlns="{_MAIN}" uniqueCount="{len(self._places)}">'
        for text in self._places:
            yield f"<si><t>{escape(text)}</t></si>"
        yield "</sst>"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def order_rows(lines: int, stale: bool) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Make order lines, four an order, in the order of their dates, and the receipts of the first nine tenths.

    Two lines in three came in two deliveries, the others in one; one line in forty is short.
    """
    chance = random.Random(1)
    orders: list[list[Cell]] = []
    receipts: list[list[Cell]] = []
    for number in range(lines):
        ordered_on = _FIRST_ORDER + dt.timedelta(days=number * 390 // lines)
        promised = ordered_on + dt.timedelta(days=14 + chance.randrange(40))
        item = f"A-{chance.randrange(_ITEMS):05d}"
        quantity = chance.randrange(2, 400)
        supplier = (number // 4) * 7 % _SUPPLIERS
        order, line = f"PO-{26_000_000 + number // 4}", number % 4 + 1
        came: list[tuple[dt.date, int]] = []
        if number < lines * 9 // 10:
            parts = 1 if number % 3 == 0 else 2
            total = quantity - 1 if number % 40 == 7 else quantity
            for part in range(parts):
                day = min(promised + dt.timedelta(days=chance.randrange(-6, 5) + 4 * part), TODAY)
                came.append((day, total // parts if part else total - total // parts * (parts - 1)))
        for day, count in came:
            rejected = 1 if chance.random() < 0.01 else 0
            note = f"DN{100_000 + len(receipts)}"
            receipts.append([day, order, line, item, count, rejected, note])
        known = sum(count for day, count in came if day <= _LAST_WORKED)
        status = "Sent"
        if not stale:
            status = "Received" if known >= quantity else "Partially received" if known else "Confirmed"
        orders.append(
            [order, line, item, _GOODS[int(item[2:]) % len(_GOODS)], quantity, _UNITS[int(item[2:]) % len(_UNITS)],
             chance.randrange(10, 90_000) / 100, _CURRENCIES[supplier % 3], ordered_on, promised,
             f"Supplier {supplier:03d} AB", status, f"Buyer {supplier % 6}", "Call first" if number % 25 == 0 else None]
        )  # fmt: skip
    return orders, receipts


def _suppliers() -> list[list[Cell]]:
    return [
        [f"Supplier {number:03d} AB", 10_000 + number, "SE", _CURRENCIES[number % 3], "30 days net"]
        for number in range(_SUPPLIERS)
    ]


def _sheet_xml(titles: Sequence[str], rows: Iterable[Sequence[Cell]], strings: _Strings) -> Iterator[str]:
    """Give a sheet's XML as Excel writes it, a piece per row."""
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>'
    letters = [chr(ord("A") + column) for column in range(len(titles))]
    for number, row in enumerate([titles, *rows], start=1):
        cells = [_cell_xml(f"{letters[place]}{number}", value, strings) for place, value in enumerate(row)]
        yield f'<row r="{number}" spans="1:{len(titles)}">{"".join(cells)}</row>'
    yield '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'


def _cell_xml(address: str, value: Cell, strings: _Strings) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{address}" t="s"><v>{strings.place(value)}</v></c>'
    if isinstance(value, dt.date):
        return f'<c r="{address}" s="{_DATE_STYLE}"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, float):
        return f'<c r="{address}" s="{_PRICE_STYLE}"><v>{value!r}</v></c>'
    return f'<c r="{address}"><v>{value}</v></c>'


def write_workbook(path: Path, lines: int, stale: bool) -> None:
    """Write the workbook: orders, receipts and suppliers."""
    orders, receipts = order_rows(lines, stale)
    sheets = {
        "Orders": (_ORDER_TITLES, orders),
        "Receipts": (_RECEIPT_TITLES, receipts),
        "Suppliers": (_SUPPLIER_TITLES, _suppliers()),
    }
    strings = _Strings()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (titles, rows) in enumerate(sheets.values(), start=1):
            _add(package, f"xl/worksheets/sheet{number}.xml", _sheet_xml(titles, rows, strings))
        _add(package, "xl/sharedStrings.xml", strings.xml())
        _add(package, "xl/styles.xml", [_STYLES])
        for name, text in _frame_parts(list(sheets)).items():
            _add(package, name, [text])


def _add(package: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    when = zipfile.ZipInfo(name, (2026, 6, 1, 0, 0, 0))  # the same bytes whenever it is made
    when.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(when, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "".join(pieces))


def _frame_parts(sheets: Sequence[str]) -> dict[str, str]:
    """Give the parts that hold a workbook of these sheets together."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    places = [(f"worksheets/sheet{number}.xml", "worksheet") for number, _ in enumerate(sheets, start=1)]
    places += [("styles.xml", "styles"), ("sharedStrings.xml", "sharedStrings")]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    types = "".join(
        f'<Override PartName="/xl/{place}" ContentType="{kind}.{what}+xml"/>' for place, what in places
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{what}" Target="{place}"/>'
        for number, (place, what) in enumerate(places, start=1)
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{types}</Types>',
    }


class _Stopwatch:
    """Processor time by stage; while a stage runs inside another, only the inner one counts."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._open: list[str] = []
        self._since = time.process_time()

    def watch(self, place: str, stage: str) -> None:
        """Have a function's calls counted, where a module or class names it."""
        owner_name, _, name = place.rpartition(".")
        owner = _owner(owner_name)
        setattr(owner, name, self._timed(getattr(owner, name), stage))

    def _timed(self, work: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(work)
        def timed(*given: Any, **named: Any) -> Any:
            self._turn()
            self._open.append(stage)
            try:
                return work(*given, **named)
            finally:
                self._turn()
                self._open.pop()

        return timed

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.spent[self._open[-1]] = self.spent.get(self._open[-1], 0.0) + now - self._since
        self._since = now


def _owner(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        return getattr(importlib.import_module(module), attribute)


def run_command(arguments: Sequence[str]) -> None:
    """Run the command in this process; print what it took, as JSON."""
    from buybook import cli

    watch = _Stopwatch()
    for stage, places in STAGES.items():
        for place in places:
            watch.watch(place, stage)
    watch.watch("buybook.run.WorkbookFile.write", "apply")
    said = io.StringIO()
    start, cpu = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(said):
        status = cli.main(["refresh", *arguments])
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "status": status,
                "seconds": seconds,
                "cpu": time.process_time() - cpu,
                "stages": watch.spent,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "said": said.getvalue()[:400],
            }
        )
    )


def measured(arguments: Sequence[str]) -> dict[str, Any]:
    """Run the command in a process of its own; give what it took."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--run", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    answer["process"] = time.perf_counter() - start
    return answer


def least_time(before: Path, after: Path) -> tuple[float, float, list[str]]:
    """Give the two parts of L, and the parts of the workbook that changed."""
    from python_calamine import CalamineWorkbook

    start = time.process_time()
    workbook = CalamineWorkbook.from_path(before)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()
    reading = time.process_time() - start
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        kept = {entry.filename: entry.CRC for entry in new.infolist()}
        changed = [
            entry.filename
            for entry in old.infolist()
            if entry.filename.startswith("xl/worksheets/sheet") and kept.get(entry.filename) != entry.CRC
        ]
        start = time.process_time()
        for name in changed:
            zlib.compress(old.read(name), 6)
        packing = time.process_time() - start
    return reading, packing, changed


def _show(title: str, answer: dict[str, Any], limit: float) -> None:
    print(
        f"\n{title}: {answer['cpu']:.2f} s = {answer['cpu'] / limit:.2f} L "
        f"(on the clock {answer['seconds']:.2f} s, with start-up {answer['process']:.2f} s), "
        f"peak {answer['megabytes']:.0f} MB, exit status {answer['status']}"
    )
    for stage in STAGES:
        print(f"  {stage:10} {answer['stages'].get(stage, 0.0):7.2f} s")
    print(f"  {'other':10} {answer['cpu'] - sum(answer['stages'].values()):7.2f} s")
    print("  said: " + answer["said"].splitlines()[0][:160])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--stale", action="store_true", help="statuses that were never kept up")
    parser.add_argument("--json", action="store_true", help="let the command answer as JSON")
    parser.add_argument("--keep", type=Path, help="a folder to leave the workbooks in")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        before, after = folder / "before.xlsx", folder / "after.xlsx"
        write_workbook(before, chosen.lines, chosen.stale)
        print(f"{chosen.lines} lines, {before.stat().st_size / 1e6:.1f} MB")
        options = ["--today", TODAY.isoformat(), *(["--json"] if chosen.json else [])]
        after.write_bytes(before.read_bytes())
        first = measured([str(after), *options])
        reading, packing, changed = least_time(before, after)
        written = after.read_bytes()
        second = measured([str(after), *options])
        limit = reading + packing
        print(f"L = {limit:.2f} s: calamine {reading:.2f} s, zlib {packing:.2f} s for {', '.join(changed)}")
        _show("first run", first, limit)
        _show("second run", second, limit)
        print("  the file is " + ("the same" if after.read_bytes() == written else "NOT the same"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run_command(sys.argv[2:])
    else:
        main()

"""How long `map` takes: against python-calamine on 100,000 rows, and on 117 sheets of one layout.

    PYTHONPATH=addin python benchmarks/map.py [--rows 100000] [--sheets 117] [--times 3]

Each figure is the best of some runs in a process of its own, in processor seconds: what other programs take of
the machine does not count. Starting Python and importing are left out on both sides.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
from big_workbook import make_workbook

_TITLES = ("Pos", "Artikelnr", "Benämning", "Antal", "Enhet", "À-pris", "Valuta", "Leverantör", "Önskat leveransdatum",
           "Lovat leveransdatum", "Levererat", "Anmärkning")  # fmt: skip
_LINES = 24  # of each sheet
_STAGES = {
    "open": ("buybook.run", "open_book"),
    "grids": ("buybook.workbook.opening", "read_grids"),
    "recognise": ("buybook.workbook.opening", "recognise"),
}


def write_sheets(path: Path, sheets: int) -> None:
    """Write a workbook with an order a sheet, each under its letterhead."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number in range(1, sheets + 1):
        sheet = book.create_sheet(f"Order {4500 + number}")
        sheet.append(["Inköpsorder", None, None, 4500 + number])
        sheet.append(["Datum", dt.date(2026, 1, 1) + dt.timedelta(days=number)])
        sheet.append([])
        sheet.append(list(_TITLES))
        for line in range(1, _LINES + 1):
            wanted = dt.date(2026, 2, 1) + dt.timedelta(days=number + line)
            sheet.append(
                [line * 10, f"A-{1000 + line}", f"Skruv M{line}", 5.0 * line, "st", 1.25 * line, "SEK", f"Bult {number} AB",
                 wanted, wanted + dt.timedelta(days=line % 5), 0, None]
            )  # fmt: skip
        sheet.append(["Summa", None, None, sum(5.0 * line for line in range(1, _LINES + 1))])
    book.save(path)


def run_map(path: str) -> dict[str, object]:
    """Run the command in this process; give the processor seconds, by stage too."""
    import importlib

    from buybook import cli

    spent: dict[str, float] = {}

    def watch(stage: str, module_name: str, name: str) -> None:
        module = importlib.import_module(module_name)
        work = getattr(module, name)

        def timed(*given: object, **named: object) -> object:
            start = time.process_time()
            try:
                return work(*given, **named)
            finally:
                spent[stage] = spent.get(stage, 0.0) + time.process_time() - start

        setattr(module, name, timed)

    for stage, place in _STAGES.items():
        watch(stage, *place)
    said = io.StringIO()
    start = time.process_time()
    with contextlib.redirect_stdout(said):
        status = cli.main(["map", path, "--json"])
    total = time.process_time() - start
    return {"total": total, "status": status, "tables": len(json.loads(said.getvalue())["tables"]), **spent}


def run_calamine(path: str) -> dict[str, object]:
    """Read every sheet; give the processor seconds."""
    from python_calamine import CalamineWorkbook

    start = time.process_time()
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    return {"total": time.process_time() - start}


_WORK = {"map": run_map, "calamine": run_calamine}


def best(work: str, path: Path, times: int) -> dict[str, float]:
    """Give the quickest of some runs."""
    command = [sys.executable, __file__, "--run", work, str(path)]
    answers = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(times)
    ]
    return min(answers, key=lambda answer: answer["total"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sheets", type=int, default=117)
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        long, many = Path(temporary) / "long.xlsx", Path(temporary) / "many.xlsx"
        make_workbook(long, chosen.rows)
        write_sheets(many, chosen.sheets)
        for title, path in ((f"{chosen.rows} rows", long), (f"{chosen.sheets} sheets", many)):
            ours, theirs = best("map", path, chosen.times), best("calamine", path, chosen.times)
            ratio = ours["total"] / theirs["total"]
            stages = ", ".join(f"{stage} {ours.get(stage, 0.0):.2f}" for stage in _STAGES)
            print(
                f"{title}, {path.stat().st_size / 1e6:.1f} MB: map {ours['total']:.2f} s ({stages}; {ours['tables']} lists, "
                f"exit status {ours['status']}), calamine {theirs['total']:.2f} s: {ratio:.2f} times"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(_WORK[sys.argv[2]](sys.argv[3])))
    else:
        main()

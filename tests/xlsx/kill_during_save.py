"""Kill a process at random moments while it saves, and see what is left of the workbook.

`python tests/xlsx/kill_during_save.py --rows 60000 --kills 200` prints how often the file was the old one and how
often the new one; anything else, or a file that is left over once the workbook is saved again, ends it with an
error. Half of the kills fall anywhere in the time that saving takes, half in its last part, where the file is
written, brought to the disk and renamed. POSIX only: it forks, and kills by signal.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import signal
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parents[1] / "addin")]

import packages  # noqa: E402

from buybook.xlsx.workbook import Workbook  # noqa: E402

COLUMNS = 8


class Outcome(NamedTuple):
    """What was found after the kills."""

    old: int
    new: int
    broken: list[str]
    left_over: int  # kills after which a temporary file lay beside the workbook, until the next saving
    seconds: float  # that one saving takes


def make(path: Path, rows: int) -> None:
    """A workbook of so many rows of numbers that do not compress too well."""
    chance = random.Random(1)
    lines = (
        f'<row r="{row}">'
        + "".join(f"<c><v>{chance.random():.9f}</v></c>" for _ in range(COLUMNS))
        + "</row>"
        for row in range(1, rows + 1)
    )
    path.write_bytes(packages.zipped(packages.parts(packages.worksheet("".join(lines)))))


def edited(path: Path, rows: int, value: float) -> Workbook:
    """The workbook with a value in the first, a middle and the last row, not yet saved."""
    book = Workbook.open(path)
    for row in (1, rows // 2, rows):
        book.sheets[0].set_value(row, 1, value)
    return book


def _save_in_child(book: Workbook) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            book.save()
            status = 0
        finally:
            os._exit(status)
    return child


def _time_of_saving(book: Workbook) -> float:
    start = time.perf_counter()
    _, status = os.waitpid(_save_in_child(book), 0)
    if status:
        raise RuntimeError("saving failed")
    return time.perf_counter() - start


def _state(path: Path, old: bytes, rows: int, value: float) -> str:
    content = path.read_bytes()
    if content == old:
        return "old"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        damaged = archive.testzip()
    sheet = Workbook.open(path).sheets[0]
    found = [sheet.value(row, 1) for row in (1, rows // 2, rows)]
    return "new" if damaged is None and found == [value] * 3 else f"{damaged} {found}"


def run(path: Path, rows: int, kills: int, seed: int) -> Outcome:
    """Kill so many savings of the workbook at `path`, which is made anew."""
    make(path, rows)
    old = path.read_bytes()
    chance = random.Random(seed)
    book = edited(path, rows, 7.0)
    seconds = _time_of_saving(book)
    split, broken, left_over = {"old": 0, "new": 0}, [], 0
    for number in range(kills):
        path.write_bytes(old)
        delay = seconds * (chance.uniform(0, 1.1) if number % 2 else chance.uniform(0.8, 1.1))
        child = _save_in_child(book)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        state = _state(path, old, rows, 7.0)
        if state in split:
            split[state] += 1
        else:
            broken.append(state)
        left_over += len(list(path.parent.iterdir())) > 1
    path.write_bytes(old)
    _time_of_saving(book)
    if [file.name for file in path.parent.iterdir()] != [path.name]:
        broken.append("files are left over after the next saving")
    return Outcome(split["old"], split["new"], broken, left_over, seconds)


def main() -> None:
    """Run it and print the split."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder) / "list.xlsx", arguments.rows, arguments.kills, arguments.seed)
    print(
        f"saving takes {outcome.seconds:.2f} s; {arguments.kills} kills: old {outcome.old}, new {outcome.new}, ",
        end="",
    )
    print(f"else {len(outcome.broken)}; with a temporary file left until the next saving {outcome.left_over}")
    if outcome.broken:
        raise SystemExit("\n".join(outcome.broken))


if __name__ == "__main__":
    main()

"""What a click on the ribbon costs before the workbook is touched: `python benchmarks/click.py`.

Each figure is processor time of fresh processes, taken in turns, as median; the workbook's own work is not part of
it. The measure is `import xlwings, pandas`, without which nobody drives Excel from Python. The budget is 1.15 of it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping

BUDGET = 1.15
SWITCHES = ("-E", "-P", "-B")  # as the add-in's macros call Python
BASE = "import xlwings, pandas"
# What `clicks.run` does up to the workbook: the modules that the command needs, and the words of all languages.
CLICK = """
from buybook.excel import clicks
clicks.prepare({name!r})
clicks.leave()
"""


def seconds(code: str, environment: Mapping[str, str]) -> float:
    """Give the processor time of a process that runs some code."""
    process = subprocess.Popen([sys.executable, *SWITCHES, "-c", code], env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"It failed: {code}")
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure and print; give 1 where a click costs more than its budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--commands", nargs="*", default=["map", "refresh", "order", "receive"])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    codes = {"import xlwings, pandas": BASE, **{name: CLICK.format(name=name) for name in chosen.commands}}
    taken: dict[str, list[float]] = {name: [] for name in codes}
    with tempfile.TemporaryDirectory() as home:  # a user of its own, whose clicks nobody else's disturb
        environment = os.environ | {"HOME": home, "USERPROFILE": home}
        for code in codes.values():  # compiled once, as when installed
            subprocess.run([sys.executable, "-E", "-P", "-c", code], env=environment, check=True)
        for _ in range(chosen.rounds):
            for name, code in codes.items():
                taken[name].append(seconds(code, environment))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    base = medians["import xlwings, pandas"]
    if chosen.json:
        print(json.dumps({name: round(value, 4) for name, value in medians.items()}))
    else:
        for name, value in medians.items():
            print(f"{name:24} {value:6.3f} s  {value / base:5.2f}")
    return 1 if any(value > BUDGET * base for value in medians.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())

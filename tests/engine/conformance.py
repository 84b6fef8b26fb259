"""How many of xlwings' own tests the file engine passes.

xlwings' repository holds tests for its object model, which need a running Excel. Given a copy of that repository's
`tests` folder, this script runs them on the file engine and prints, file by file, how many pass, are refused (the
engine says in a sentence that only Excel can do it), fail and are skipped:

    python tests/engine/conformance.py path/to/xlwings/tests [test_range test_sheet ...]

xlwings' own base class turns NotImplementedError into a skip; here it counts as a refusal. The tests are run in a
copy, because they save files.
"""

from __future__ import annotations

import argparse
import collections
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
FILES = [
    "test_active",
    "test_app",
    "test_book",
    "test_characters",
    "test_chunking",
    "test_conversion",
    "test_fileformats",
    "test_font",
    "test_names",
    "test_ndim",
    "test_range",
    "test_shape",
    "test_sheet",
    "test_table",
]
KINDS = ("pass", "refused", "fail", "skip")
REDIRECT = '''"""Lets xlwings' tests run on the file engine."""

import sys

sys.path.insert(0, {addin!r})

from buybook.engine import register

register().activate()
'''


def run_tests(folder: Path, files: Sequence[str]) -> ElementTree.Element:
    """Run the files of xlwings' tests on the file engine; gives pytest's report (JUnit XML)."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        shutil.copytree(folder, place / "tests")
        (place / "conftest.py").write_text(REDIRECT.format(addin=str(ROOT / "addin")), encoding="utf-8")
        report = place / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
        command += [f"--rootdir={place}", f"--junitxml={report}", *(f"tests/{file}.py" for file in files)]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        if not report.exists():
            raise SystemExit(done.stdout + done.stderr)
        return ElementTree.parse(report).getroot()


def outcome(case: ElementTree.Element) -> tuple[str, str]:
    """What became of a test: one of KINDS, and the reason given."""
    fault = case.find("failure") if case.find("failure") is not None else case.find("error")
    skipped = case.find("skipped")
    if fault is not None:
        reason = fault.get("message") or ""
        return ("refused" if "needs a running Excel" in reason else "fail"), reason
    if skipped is not None:
        reason = skipped.get("message") or ""
        return ("refused" if "NotImplementedError" in reason else "skip"), reason
    return "pass", ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, count, print."""
    parser = argparse.ArgumentParser(description="Run xlwings' own tests on the file engine.")
    parser.add_argument("folder", type=Path, help="the folder `tests` of xlwings' repository")
    parser.add_argument(
        "files", nargs="*", default=FILES, help="such as test_range; all of the object model if left out"
    )
    parser.add_argument(
        "--reasons", action="store_true", help="also print every test that does not pass, and why"
    )
    asked = parser.parse_args(arguments)
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    reasons = []
    for case in run_tests(asked.folder, asked.files).iter("testcase"):
        file = (case.get("classname") or "").split(".")[1]
        kind, reason = outcome(case)
        counts[file][kind] += 1
        if kind != "pass":
            reasons.append(f"{kind:8}{file}::{case.get('name')}: {reason.splitlines()[0] if reason else ''}")
    print(f"{'':18}" + "".join(f"{kind:>9}" for kind in KINDS))
    for file in sorted(counts):
        print(f"{file:18}" + "".join(f"{counts[file][kind]:9}" for kind in KINDS))
    total = sum(counts.values(), collections.Counter[str]())
    print(f"{'total':18}" + "".join(f"{total[kind]:9}" for kind in KINDS))
    if asked.reasons:
        print(*reasons, sep="\n")


if __name__ == "__main__":
    main()

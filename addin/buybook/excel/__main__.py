"""`python -m buybook.excel build` makes the generated files and the add-in; `--check` only tells what has drifted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from buybook.excel.addin import FILE_NAME, AddinSettings, build_addin
from buybook.excel.build import generated, out_of_date
from buybook.excel.calc_extension import build_extension
from buybook.excel.xlwings_vba import XlwingsChangedError


def main() -> int:
    """Make or check the generated files of the checkout, and make the add-in; give the exit status."""
    chosen = _parser().parse_args()
    if not (chosen.root / "pyproject.toml").is_file():
        print(f"{chosen.root} is no checkout of Buybook: it has no pyproject.toml.", file=sys.stderr)
        return 2
    if chosen.check:
        return _check(chosen.root)
    _write(chosen.root)
    try:
        addin = build_addin(AddinSettings())
    except (XlwingsChangedError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    _write_file(chosen.output or chosen.root / "dist" / FILE_NAME, addin)
    if chosen.libreoffice is not None:
        _write_file(chosen.libreoffice, build_extension())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m buybook.excel")
    parser.add_argument("act", choices=["build"])
    parser.add_argument("--check", action="store_true", help="only tell which files are out of date")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout (default: this folder)")
    parser.add_argument("--output", type=Path, help=f"the add-in's file (default: dist/{FILE_NAME})")
    parser.add_argument(
        "--libreoffice", type=Path, metavar="FILE", help="make the extension for Calc too (.oxt)"
    )
    return parser


def _check(root: Path) -> int:
    stale = list(out_of_date(generated(), root))
    for path in stale:
        print(f"Out of date: {path}. Run: python -m buybook.excel build")
    return 1 if stale else 0


def _write(root: Path) -> None:
    files = generated()
    for path in out_of_date(files, root):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path])
        print(f"Written: {path}")


def _write_file(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_bytes() != content:
        target.write_bytes(content)
        print(f"Written: {target}")


if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m buybook.excel build` makes the generated files; `--check` only tells whether they are up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from buybook.excel.build import generated, out_of_date


def main() -> int:
    """Make or check the generated files of the checkout; give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m buybook.excel")
    parser.add_argument("act", choices=["build"])
    parser.add_argument("--check", action="store_true", help="only tell which files are out of date")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout (default: this folder)")
    chosen = parser.parse_args()
    if not (chosen.root / "pyproject.toml").is_file():
        print(f"{chosen.root} is no checkout of Buybook: it has no pyproject.toml.", file=sys.stderr)
        return 2
    files = generated()
    stale = out_of_date(files, chosen.root)
    if chosen.check:
        for path in stale:
            print(f"Out of date: {path}. Run: python -m buybook.excel build")
        return 1 if stale else 0
    for path in stale:
        target = chosen.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path])
        print(f"Written: {path}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

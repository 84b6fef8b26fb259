"""The workbooks in `workbook_templates/`: made here, found here.

`python -m buybook.documents.templates FOLDER` writes them anew; the same code always gives the same content.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from buybook.documents.list_workbook import build_lists
from buybook.documents.purchase_order_form import build_form
from buybook.documents.reproducible import package_bytes
from buybook.vocabulary import LANGUAGES, words

MADE = date(2026, 1, 1)  # the only date in the templates

_PACKAGE = "buybook.templates"
_SOURCE_FOLDER = Path(__file__).resolve().parents[3] / "workbook_templates"


def build_templates() -> Mapping[str, bytes]:
    """Return the content of every template by file name."""
    made: dict[str, bytes] = {}
    for language in LANGUAGES:
        in_language = words(language)
        made[f"purchase_order.{language}.xlsx"] = package_bytes(build_form(in_language), MADE)
        made[f"buybook_lists.{language}.xlsx"] = package_bytes(build_lists(in_language), MADE)
    return made


def template(name: str) -> bytes:
    """Return a shipped template, such as `purchase_order.sv.xlsx`; FileNotFoundError for another name."""
    return (_templates() / name).read_bytes()


def _templates() -> Traversable:
    try:
        return resources.files(_PACKAGE)
    except ModuleNotFoundError:
        # Run from a source tree that is not installed: the folder that becomes the package.
        return _SOURCE_FOLDER


def write_templates(folder: Path) -> list[Path]:
    """Write all templates into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in build_templates().items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in write_templates(Path(sys.argv[1]) if len(sys.argv) > 1 else _SOURCE_FOLDER):
        print(written)

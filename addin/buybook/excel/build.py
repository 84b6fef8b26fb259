"""The files that follow from the declarations, by their path in the checkout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from buybook.documents.templates import build_templates
from buybook.excel.macros import generated_macros
from buybook.excel.reference import reference_page


def generated() -> Mapping[str, bytes]:
    """Give every generated file; the same declarations give the same bytes."""
    files = {"docs/reference.md": reference_page().encode("utf-8")}
    files |= {f"macros/{name}": text.encode("utf-8") for name, text in generated_macros().items()}
    files |= {f"workbook_templates/{name}": content for name, content in build_templates().items()}
    return files


def out_of_date(files: Mapping[str, bytes], root: Path) -> Iterable[str]:
    """Give the files that are missing from the checkout or differ."""
    return [path for path, content in files.items() if _content(root / path) != content]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None

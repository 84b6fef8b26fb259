"""The VBA project: others read from it what was put in, and its records are those of a project that Excel made."""

from __future__ import annotations

from importlib import resources

import pyopenvba
import pytest
from oletools.olevba import decompress_stream
from vba_readers import directory, project_file, streams, unhidden

from buybook.excel.vba_project import ModuleKind, VbaModule, vba_project

WORKBOOK = VbaModule("ThisWorkbook", ModuleKind.WORKBOOK, "")
SHEET = VbaModule("Sheet1", ModuleKind.WORKSHEET, "")
MODULE = VbaModule("Module1", ModuleKind.STANDARD, "Public Sub Tell()\n    MsgBox 1\nEnd Sub\n")
CLASS = VbaModule("Order", ModuleKind.CLASS, "Public Number As Long\n")
MODULES = (WORKBOOK, SHEET, MODULE)
PROJECT = vba_project("VBAProject", MODULES)

# What Excel may write otherwise: version and cookies say something of compiled code alone, which we have none of;
# the others name the kind of Excel that saved the project.
DIFFERS = {0x0009: "version", 0x0013: "project's cookie", 0x002C: "module's cookie", 0x0001: "system"}
OF_LATER_EXCELS = {0x004A: "version for compatibility"}
OFFSET = 0x0031


@pytest.fixture(scope="module")
def excels_own() -> bytes:
    """A project that Excel saved: the blank workbook that pyOpenVBA brings along."""
    template = resources.files(pyopenvba) / "_templates" / "blank_files" / "blank_workbook.xlsm"
    return project_file(template.read_bytes())


def test_the_directory_has_the_records_of_one_that_excel_made(excels_own: bytes) -> None:
    theirs = [record for record in directory(excels_own) if record[0] not in OF_LATER_EXCELS]
    ours = directory(PROJECT)
    assert [kind for kind, _ in ours] == [kind for kind, _ in theirs]
    unlike = [
        (kind, mine, their) for (kind, mine), (_, their) in zip(ours, theirs, strict=True) if mine != their
    ]
    assert {kind for kind, _, _ in unlike} <= {*DIFFERS, OFFSET}
    assert all(len(mine) == len(their) for _, mine, their in unlike)
    assert {mine for kind, mine, _ in unlike if kind == OFFSET} == {bytes(4)}


def test_the_project_stream_has_the_lines_of_one_that_excel_made(excels_own: bytes) -> None:
    def lines(project: bytes) -> list[str]:
        text = streams(project)["PROJECT"].decode("cp1252")
        assert text.endswith("\r\n")
        return text.rstrip().split("\r\n")

    unlike = [
        (mine, their) for mine, their in zip(lines(PROJECT), lines(excels_own), strict=True) if mine != their
    ]
    keys = {mine.split("=")[0] for mine, _ in unlike}
    assert keys == {
        "ID",
        "CMG",
        "DPB",
        "GC",
        "ThisWorkbook",
        "Sheet1",
        "Module1",
    }  # identity, seeds, windows' places
    assert all(mine.split("=")[0] == their.split("=")[0] for mine, their in unlike)


def test_the_names_are_mapped_as_excel_does(excels_own: bytes) -> None:
    assert streams(PROJECT)["PROJECTwm"] == streams(excels_own)["PROJECTwm"]


def test_the_same_streams_as_in_one_that_excel_made(excels_own: bytes) -> None:
    assert set(streams(PROJECT)) == set(streams(excels_own))
    assert streams(PROJECT)["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000100")  # compile from source


def protection_of(project: bytes) -> list[bytes]:
    lines = streams(project)["PROJECT"].decode("cp1252").split("\r\n")
    values = {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}
    return [unhidden(values[key], values["ID"]) for key in ("CMG", "DPB", "GC")]


def test_neither_locked_nor_under_a_password(excels_own: bytes) -> None:
    assert protection_of(PROJECT) == protection_of(excels_own) == [bytes(4), bytes(1), b"\xff"]


def test_a_class_module_is_as_excel_writes_one() -> None:
    project = vba_project("Orders", [*MODULES, CLASS])
    assert "Class=Order\r\n" in streams(project)["PROJECT"].decode()
    assert CLASS.source.splitlines()[:3] == [
        'Attribute VB_Name = "Order"',
        'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"',
        "Attribute VB_GlobalNameSpace = False",
    ]
    assert not CLASS.source.startswith("VERSION")


@pytest.mark.parametrize(
    ("modules", "sentence"),
    [
        (
            [VbaModule("Texts", ModuleKind.STANDARD, "' ok\n' заказ\n")],
            "VBA module Texts, line 3: VBA cannot hold а",
        ),
        ([VbaModule("Texts", ModuleKind.STANDARD, "' bell \x07")], "line 2: VBA cannot hold"),
        (
            [VbaModule("Texts", ModuleKind.STANDARD, "' " + "x" * 1022)],
            "line 2: 1024 characters; VBA takes 1023",
        ),
        ([VbaModule("1st", ModuleKind.STANDARD, "")], "'1st' cannot name a VBA module"),
        ([VbaModule("x" * 32, ModuleKind.STANDARD, "")], "31 at most"),
        ([MODULE, VbaModule("MODULE1", ModuleKind.STANDARD, "")], "stand twice"),
        ([VbaModule("Orders", ModuleKind.STANDARD, "")], "stand twice"),
    ],
)
def test_what_excel_would_not_load_is_refused(modules: list[VbaModule], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        vba_project("Orders", modules)


def test_letters_of_the_code_page_are_kept() -> None:
    project = vba_project("Orders", [VbaModule("Texts", ModuleKind.STANDARD, "' é ö € “ …")])
    assert "é ö € “ …".encode("cp1252") in decompress_stream(bytearray(streams(project)["VBA/Texts"]))

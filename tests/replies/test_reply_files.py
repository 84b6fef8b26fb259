"""Opening suppliers' files: text in any encoding, and what is refused in a sentence before it does harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from buybook.replies import files
from buybook.replies.files import ReplyRefusedError, read_file
from buybook.vocabulary import all_words

LINES = [["Artikel", "Omschrijving", "Prijs"], ["A-1", "Één bout", "1.234,50"], ["007", "Moer; M8", "2,5"]]


def text_of(delimiter: str, *, quote: str = '"') -> str:
    return "".join(
        delimiter.join(f"{quote}{cell}{quote}" if delimiter in cell else cell for cell in line) + "\r\n"
        for line in LINES
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_text_in_any_encoding_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "offer.csv"
    path.write_bytes(text_of(delimiter).encode(encoding))
    assert [list(row) for row in read_file(path).grids[0].values] == LINES


def test_the_delimiter_that_a_file_names(tmp_path: Path) -> None:
    path = tmp_path / "offer.csv"
    path.write_text("sep=|\nItem|Price\nA-1|2;5\n")
    assert read_file(path).grids[0].values == [["Item", "Price"], ["A-1", "2;5"]]


def refused(path: Path) -> str:
    with pytest.raises(ReplyRefusedError) as error:
        read_file(path)
    for words in all_words():
        assert words.text(error.value.code, error.value.values)
        assert words.remedy(error.value.code, error.value.values)
    return error.value.code


def saved(path: Path, *sheets: str) -> Path:
    book = openpyxl.Workbook()
    for name in sheets:
        book.create_sheet(name)
    book.active["A1"] = "Item"
    book.save(path)
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """Put another content into a part of a package, or a part more."""
    with zipfile.ZipFile(path) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for each, held in parts.items():
            package.writestr(each, held)
    return path


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def test_older_and_other_formats_are_refused(tmp_path: Path) -> None:
    for name, code in (
        ("a.xls", "workbook_old_format"),
        ("a.pdf", "reply_other_format"),
        ("a", "reply_other_format"),
    ):
        (tmp_path / name).write_bytes(b"%PDF")
        assert refused(tmp_path / name) == code


def test_a_workbook_that_bears_the_name_of_a_text_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert refused(tmp_path / "a.csv") == "reply_misnamed"


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    (tmp_path / "a.csv").write_bytes(b"a;b\n" * 500)
    assert refused(tmp_path / "a.csv") == "reply_too_large"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = with_part(saved(tmp_path / "a.xlsx"), "xl/media/x.bin", b"\0" * (8 << 20))
    assert refused(path) == "workbook_too_large"


def test_too_many_sheets_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx")
    main = part(path, "xl/workbook.xml")
    start, end = main.index(b"<sheet "), main.index(b"</sheets>")
    with_part(path, "xl/workbook.xml", main[:start] + main[start:end] * 100_000 + main[end:])
    assert refused(path) in {"reply_too_many_sheets", "workbook_too_large"}


def test_a_sheet_that_claims_to_be_huge_is_refused_before_its_cells_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Item"
    book.active["XFD1048576"] = 1
    book.save(path)
    assert refused(path) == "reply_too_many_cells"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx")
    sheet = part(path, "xl/worksheets/sheet1.xml")
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with_part(path, "xl/worksheets/sheet1.xml", entity + sheet.replace(b"</sheetData>", b"&b;</sheetData>"))
    assert refused(path).startswith("workbook_")


def test_a_part_that_leads_out_of_the_file_is_refused(tmp_path: Path) -> None:
    assert refused(with_part(saved(tmp_path / "a.xlsx"), "../../evil.xml", b"<x/>")) == "workbook_damaged"


def test_formulas_macros_and_links_are_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])
    book.active.append(["A-1", "=1+1"])
    book.save(path)
    with_part(path, "xl/vbaProject.bin", b"macro")
    read = read_file(path)
    assert {found.code for found in read.findings} == {"reply_macros", "reply_no_results"}
    assert read.grids[0].values[1] == ["A-1", None]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])
    book.create_sheet("Calculation").sheet_state = "hidden"
    book.save(path)
    assert [grid.sheet for grid in read_file(path).grids] == ["Sheet"]

"""Clicks on the ribbon: the terminal's commands on the open workbook, through what xlwings has on Windows alone."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest
import xlwings as xw
from click_workbooks import cells, cells_of, click, content, reopened, without, write_buying
from excel_stand_in import Excel, NotInExcelError, windows_members
from workbooks import call

from buybook.excel import clicks
from buybook.excel.live import HalfWrittenError
from buybook.registry import commands
from buybook.vocabulary import LANGUAGES, words

FINDINGS, FORM, JOURNAL = "Buybook findings", "Buybook form", "Buybook journal"
WITHOUT_FORM = [name for name, command in commands().items() if not command.asks]


class ComError(Exception):
    """As pywin32 raises it."""

    def __init__(self, hresult: int, text: str | None = None, scode: int | None = None) -> None:
        super().__init__(hresult, text)
        self.hresult = hresult
        self.excepinfo = None if text is None and scode is None else (0, "Excel", text, None, 0, scode)


ComError.__name__ = "com_error"
BUSY = ComError(-2147418111)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_buying(tmp_path / "buying.xlsx")


@pytest.fixture
def excel() -> Excel:
    return Excel()


# -- the same command


@pytest.mark.parametrize("verb", WITHOUT_FORM)
def test_a_click_writes_what_the_terminal_writes(
    verb: str, path: Path, excel: Excel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "tester")  # as the terminal's: who saw a promise stands in its list
    if verb == "undo":
        call("refresh", path)
    other = tmp_path / "terminal" / path.name
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    call(verb, other)
    book = excel.open(path)
    click(book, verb)
    mine, theirs = cells(book), cells_of(other.read_bytes())
    for sheets in (mine, theirs):  # who did it differs
        sheets[JOURNAL] = {cell: value for cell, value in sheets.get(JOURNAL, {}).items() if cell[0] != "D"}
    assert without(mine, FINDINGS) == theirs | ({} if JOURNAL in theirs else {JOURNAL: {}})
    assert excel.boxes == []


@pytest.mark.parametrize("verb", WITHOUT_FORM)
def test_nothing_is_saved_and_a_copy_is_kept_before(verb: str, path: Path, excel: Excel) -> None:
    before = path.read_bytes()
    book = excel.open(path)
    click(book, verb)
    assert path.read_bytes() == before
    copies = list((path.parent / "Buybook backups").glob("*")) if excel_wrote(book) else []
    assert [cells_of(copy.read_bytes()) for copy in copies] == [cells_of(before)] * excel_wrote(book)


def excel_wrote(book: xw.Book) -> bool:
    """Whether the command left a journal."""
    return JOURNAL in [sheet.name for sheet in book.sheets]


def test_a_second_click_changes_nothing_and_keeps_no_second_copy(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    click(book, "refresh")
    before = cells(book)
    book = reopened(book, path, excel)
    click(book, "refresh")
    assert without(cells(book), FINDINGS) == without(before, FINDINGS)
    assert len(list((path.parent / "Buybook backups").glob("*.xlsx"))) == 1


def test_undo_takes_the_last_click_back(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    original = cells(book)
    click(book, "refresh")
    book = reopened(book, path, excel)
    assert without(cells(book), FINDINGS, JOURNAL) != original
    click(book, "undo")
    assert without(cells(book), FINDINGS, JOURNAL) == original


def test_the_macro_that_calls_hands_over_its_workbook(
    path: Path, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xw.Book, "_mock_caller", excel.open(path), raising=False)
    monkeypatch.setattr(Path, "home", lambda: path.parent)
    clicks.run("map")
    assert xw.Book.caller().sheets.active.name == FINDINGS


def test_a_name_with_an_equals_sign_is_found_too(
    path: Path, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class App:
        hwnd = 4711
        books: ClassVar = {"a=b.xlsx": excel.open(path)}

    monkeypatch.setattr(xw, "apps", [App()])
    monkeypatch.setattr("sys.argv", ["-c", "--wb=a=b.xlsx", "--from_xl=1", "--hwnd=4711"])
    assert clicks.calling_book().name == path.name


def test_the_workbook_is_not_asked_for_settings_of_xlwings(path: Path, excel: Excel) -> None:
    excel.fails_at["fullname"] = AssertionError("it looks for a sheet named xlwings.conf")
    click(excel.open(path), "refresh")


def test_the_stand_in_lets_nothing_through_that_windows_has_not(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    with pytest.raises(NotInExcelError):
        book.impl.save_file()
    with pytest.raises(NotInExcelError):
        book.sheets[0].freeze_panes.freeze_at("A1")
    with pytest.raises(AttributeError):
        book.api.source  # noqa: B018
    assert {"save", "fullname"} <= windows_members()["Book"]


# -- Excel while it is written into


def test_excel_does_not_draw_or_compute_while_cells_are_written(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    click(book, "refresh")
    for name, before, meanwhile in (
        ("screen_updating", True, False),
        ("enable_events", True, False),
        ("calculation", "automatic", "manual"),
    ):
        assert excel.settings[name][:2] == [meanwhile, before]
        assert excel.settings[name][-1] == before


def test_what_is_put_off_comes_back_when_excel_refuses_in_the_middle(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    excel.fails_at["add_hyperlink"] = ComError(-2147352567, "No.", -2146827284)
    with pytest.raises(HalfWrittenError) as raised:
        click(book, "refresh")
    assert raised.value.backup == path.parent / "Buybook backups"
    assert [values[-1] for name, values in excel.settings.items() if name != "status_bar"] == [
        True, True, True, "automatic",
    ]  # fmt: skip


def test_no_document_is_left_when_excel_refuses_in_the_middle(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    excel.fails_at["insert"] = ComError(-2147352567, "No.", -2146827284)
    with pytest.raises(HalfWrittenError):
        click(book, "order")
    assert list((path.parent / "Purchase orders").glob("*.xlsx")) == []


@pytest.mark.parametrize(
    ("state", "verb", "code"),
    [
        ({"protected": {"Orders"}}, "refresh", "protected"),
        ({"protected_structure": True}, "refresh", "structure"),
        ({"filtered": {"Orders"}}, "refresh", "filter"),
    ],
)
def test_what_excel_would_refuse_is_told_and_nothing_is_written(
    state: dict[str, object], verb: str, code: str, path: Path
) -> None:
    excel = Excel(**state)  # type: ignore[arg-type]
    book = excel.open(path)
    before = cells(book)
    click(book, verb)
    assert without(cells(book), FINDINGS) == before
    shown = " ".join([*excel.boxes, *map(str, cells(book).get(FINDINGS, {}).values())])
    assert code in shown


def test_a_filter_on_a_sheet_that_is_not_written_on_is_no_hindrance(path: Path) -> None:
    excel = Excel(filtered={"Quotes"})
    book = excel.open(path)
    click(book, "refresh")
    assert JOURNAL in cells(book)


@pytest.mark.parametrize(
    ("name", "code"),
    [("https://example.sharepoint.com/buying.xlsx", "SharePoint"), ("Book1", "never been saved")],
)
def test_a_workbook_without_a_file_is_written_and_told_of_once(name: str, code: str, path: Path) -> None:
    excel = Excel(full_name=name)
    book = excel.open(path)
    click(book, "refresh")
    told = [str(value) for value in cells(book)[FINDINGS].values() if "No copy was kept" in str(value)]
    assert len(told) == 1
    assert code in told[0]
    assert not (path.parent / "Buybook backups").exists()
    assert book.sheets.active.name != FINDINGS  # good to know, and no reason to go there


def test_settings_beside_the_workbook_are_read(path: Path, excel: Excel) -> None:
    (path.parent / "buybook.yaml").write_text("saving:\n  backup_folder: Copies\n", encoding="utf-8")
    book = excel.open(path)
    click(book, "refresh")
    assert [each.name for each in (path.parent / "Copies").glob("*.xlsx")] == ["buying.1.xlsx"]


# -- what is shown


def test_the_headline_stands_in_the_status_bar(path: Path, excel: Excel) -> None:
    click(excel.open(path), "refresh")
    assert excel.status[-1] == "Buybook: Needs action: 1 late, 1 damaged, 1 short. 3 lines open."


def test_a_command_that_shows_brings_its_sheet_to_the_front(path: Path, excel: Excel) -> None:
    for verb, sheet in (("map", FINDINGS), ("compare", "Buybook comparison"), ("setup", "Buybook setup")):
        book = excel.open(path)
        click(book, verb)
        assert book.sheets.active.name == sheet


def test_the_base_of_a_bridge_is_hidden_by_excel_itself(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    click(book, "compare")
    (chart,) = book.sheets["Buybook bridge"].charts
    assert chart.series[0].fill_color is None
    assert chart.series[1].fill_color == (31, 78, 95)


def test_a_preview_writes_nothing_but_what_it_shows(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    before = cells(book)
    click(book, "refresh:preview")
    assert without(cells(book), FINDINGS) == before
    shown = list(map(str, cells(book)[FINDINGS].values()))
    assert "Orders!L5" in shown
    assert any(text.startswith("What would change") for text in shown)
    assert book.sheets.active.name == FINDINGS


def test_a_flag_of_a_command_can_be_a_button_of_its_own(path: Path, excel: Excel) -> None:
    book = excel.open(path)
    click(book, "setup:mark")
    assert openpyxl.load_workbook(write(path, content(book)))["Orders"]["A4"].comment is not None


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# -- rows that are selected


def test_the_selected_rows_are_ordered(path: Path) -> None:
    excel = Excel(selection=("Requests", "A2:D2"))
    book = excel.open(path)
    click(book, "order")
    assert [path.name for path in (path.parent / "Purchase orders").glob("*.xlsx")] == ["PO-2026-0104.xlsx"]
    statuses = [cells(book)["Requests"].get(f"I{row}") for row in (2, 3, 4)]
    assert statuses[1:] == ["Approved", "Approved"]
    assert statuses[0] != "Approved"


def test_rows_that_are_hidden_are_not_ordered(path: Path) -> None:
    excel = Excel(selection=("Requests", "A2:D4"))
    book = excel.open(path)
    book.impl._inner.sheets("Requests").range("3:4").row_height = 0
    click(book, "order")
    assert len(list((path.parent / "Purchase orders").glob("*.xlsx"))) == 1


@pytest.mark.parametrize("selection", ["B3", "B:B", "K20:K30"])
def test_a_cursor_or_a_whole_column_chooses_no_rows(selection: str, path: Path) -> None:
    excel = Excel(selection=("Requests", selection))
    click(excel.open(path), "order")
    assert len(list((path.parent / "Purchase orders").glob("*.xlsx"))) == 2


# -- failures


def test_every_command_that_asks_has_words_for_its_form() -> None:
    for language in LANGUAGES:
        known = words(language)
        for command in commands().values():
            for option in command.options if command.asks else ():
                assert known.label(f"form.{command.name}.{option.name}")

"""What a buyer is told when a click fails: a sentence in their language, and a log without their data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw
from click_workbooks import write_buying
from excel_stand_in import Excel

from buybook.commands.job import WrongCallError
from buybook.excel import clicks
from buybook.excel.click_log import LOGS_KEPT, write_failure
from buybook.excel.failures import sentence_for
from buybook.excel.live import HalfWrittenError
from buybook.excel.native import Refusal, ask, give_up_in_time, refusal
from buybook.settings import SettingsError, loads

NOW = dt.datetime(2026, 3, 16, 8, 30)


def com_error(hresult: int, text: str | None = None, scode: int | None = None) -> Exception:
    """As pywin32 raises it."""
    error = type("com_error", (Exception,), {})(hresult, text)
    error.hresult = hresult
    error.excepinfo = None if text is None and scode is None else (0, "Microsoft Excel", text, None, 0, scode)
    return error


def command_error(number: int, message: str = "") -> Exception:
    """As appscript raises it."""
    error = Exception(number)
    error.errornumber, error.errormessage = number, message  # type: ignore[attr-defined]
    return error


class ExcelBusyError(Exception):
    """As xlwings raises it."""


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (com_error(-2147418111), Refusal(busy=True)),  # call was rejected by callee
        (com_error(-2147417846), Refusal(busy=True)),  # the application is busy
        (com_error(-2147352567, None, -2146777998), Refusal(busy=True)),  # a cell is being edited
        (
            com_error(-2147352567, "The cell is protected.", -2146827284),
            Refusal(False, "The cell is protected."),
        ),
        (ExcelBusyError(), Refusal(busy=True)),
        (command_error(-1712), Refusal(busy=True)),
        (command_error(-10000, "No."), Refusal(False, "No.")),
        (ValueError("x"), None),
        (KeyError("Orders"), None),
    ],
)
def test_excels_refusals_are_told_from_faults(error: Exception, expected: Refusal | None) -> None:
    assert refusal(error) == expected


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("error", "language", "said"),
    [
        (com_error(-2147418111), "en", "Excel is busy"),
        (com_error(-2147418111), "sv", "Excel är upptaget"),
        (com_error(-2147418111), "nl", "Excel is bezig"),
        (com_error(-2147352567, "Protected.", 1), "en", "Excel refused what Buybook asked for, so nothing was written. Protected."),
        (HalfWrittenError(Path("Copies")), "en", "in the folder Copies"),
        (HalfWrittenError(None), "en", "close the workbook without saving"),
        (WrongCallError("structure_protected"), "en", "structure is protected"),
        (OSError(28, "No space left on device"), "en", "No space left on device"),
    ],
)  # fmt: skip
def test_what_the_buyer_can_mend_is_said_and_not_logged(
    error: Exception, language: str, said: str, home: Path
) -> None:
    assert said in sentence_for(error, "refresh", language, NOW)
    assert not (home / ".buybook").exists()


def test_a_wrong_setting_names_the_line() -> None:
    with pytest.raises(SettingsError) as raised:
        loads("langage: sv\n")
    assert "langage" in sentence_for(raised.value, "refresh", "en", NOW)


def test_a_fault_of_ours_is_one_sentence_with_the_logs_path(home: Path) -> None:
    try:
        raise ValueError("Nordbolt AB\nowes us " + "9" * 500)
    except ValueError as error:
        sentence = sentence_for(error, "refresh", "en", NOW)
    log = home / ".buybook" / "logs" / "clicks-2026-03-16.log"
    assert sentence.endswith(str(log))
    assert "\n" not in sentence
    text = log.read_text(encoding="utf-8")
    assert "2026-03-16 08:30:00 refresh: Buybook " in text
    assert "test_failures.py" in text
    assert "raise ValueError" not in text  # where it was, not what stood there
    assert max(map(len, text.splitlines())) < 300


def test_logs_of_old_days_go_and_a_day_has_its_bounds(tmp_path: Path) -> None:
    for day in range(LOGS_KEPT + 5):
        write_failure(ValueError("x"), "map", NOW + dt.timedelta(days=day), tmp_path)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert len(names) == LOGS_KEPT
    assert names[-1] == f"clicks-{NOW + dt.timedelta(days=LOGS_KEPT + 4):%Y-%m-%d}.log"
    full = tmp_path / names[-1]
    full.write_text("x" * 600_000, encoding="utf-8")
    write_failure(ValueError("x"), "map", NOW + dt.timedelta(days=LOGS_KEPT + 4), tmp_path)
    assert full.stat().st_size == 600_000


def test_no_log_can_be_written(home: Path) -> None:
    (home / ".buybook").write_text("in the way")
    assert "KeyError" in sentence_for(KeyError("x"), "refresh", "en", NOW)


def test_a_click_never_ends_without_a_word(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = Excel()
    book = excel.open(write_buying(tmp_path / "buying.xlsx"))
    monkeypatch.setattr(xw.Book, "_mock_caller", book, raising=False)
    excel.fails_at["used_range"] = com_error(-2147418111)
    clicks.run("refresh")
    assert [box[:13] for box in excel.boxes] == ["Excel is busy"]
    assert excel.status[-1] is False
    excel.fails_at["used_range"] = RuntimeError("?")
    clicks.run("refresh")
    assert str(home) in excel.boxes[-1]
    excel.fails_at["alert"] = com_error(-2147418111)  # not even a box: the macro that called tells it
    with pytest.raises(RuntimeError):
        clicks.run("refresh")


# -- Excel's own objects


class Reference:
    """As appscript has it: properties with underscores, asked for with `get`."""

    def __init__(self, **known: object) -> None:
        self.__dict__.update({name: _Property(value) for name, value in known.items()})


class _Property:
    def __init__(self, value: object) -> None:
        self._value = value

    def get(self) -> object:
        return self._value


def test_a_mac_spells_and_asks_differently() -> None:
    sheet = Reference(protect_contents=True, full_name="/Users/x/a.xlsx")
    assert ask(sheet, "ProtectContents", mac=True) is True
    assert ask(sheet, "FullName", mac=True) == "/Users/x/a.xlsx"
    assert ask(sheet, "FilterMode", mac=True) is None  # its dictionary need not know all


def test_xlwings_does_not_wait_for_ever_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    import types

    windows = types.ModuleType("xlwings._xlwindows")
    windows.N_COM_ATTEMPTS = 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    give_up_in_time()
    assert windows.N_COM_ATTEMPTS > 0  # type: ignore[attr-defined]

"""`confirm`: typed and from a supplier's file, compared, accepted, refused, left waiting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import TODAY, call, cells, codes, line, order, write_lists, write_orders

from buybook.run import DONE, WRONG_CALL

LIST = "Buybook confirmations"
ASKED, LATE = dt.date(2026, 4, 1), dt.date(2026, 4, 11)
TITLES = ["PO number", "Line", "Supplier", "Item no.", "Ordered qty", "Unit price", "Currency", "Requested date",
          "Promised date", "Confirmed qty", "Status"]  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    rows = [
        ["PO-7", number, "Acme", f"A-{number}", 40, 2.5, "EUR", ASKED, None, None, "Sent"]
        for number in (1, 2)
    ]
    return write_lists(tmp_path / "orders.xlsx", {"Orders": (TITLES, rows)})


def only(result: object) -> dict[str, object]:
    (found,) = result.answer["confirmations"]  # type: ignore[attr-defined]
    return found  # type: ignore[no-any-return]


def test_what_agrees_is_written(workbook: Path) -> None:
    result = call("confirm", workbook, po="PO-7", line="1", date=ASKED, quantity=40.0, price=2.5)
    assert result.status == DONE
    assert (only(result)["state"], only(result)["differences"]) == ("accepted", [])
    sheet = cells(workbook, "Orders")
    assert (sheet["I2"], sheet["J2"], sheet["F2"]) == (dt.datetime(2026, 4, 1), 40, 2.5)
    assert "I3" not in sheet
    confirmed = line(result, "PO-7", "1")
    assert (confirmed["status"], confirmed["first_promised"]) == ("confirmed", "2026-04-01")
    assert cells(workbook, "Buybook promises")["M4"] == "Confirmation: Typed"


@pytest.mark.parametrize(
    ("said", "differences"),
    [
        ({"date": LATE}, [{"kind": "date_later", "ordered": "2026-04-01", "confirmed": "2026-04-11", "days": 10}]),
        ({"quantity": 30.0}, [{"kind": "short", "ordered": 40, "confirmed": 30, "days": None}]),
        ({"quantity": 50.0}, [{"kind": "over", "ordered": 40, "confirmed": 50, "days": None}]),
        ({"price": 2.75}, [{"kind": "price_differs", "ordered": 2.5, "confirmed": 2.75, "days": None}]),
    ],
)  # fmt: skip
def test_what_differs_waits_and_is_written_once_accepted(
    workbook: Path, said: dict[str, object], differences: list[object]
) -> None:
    before = cells(workbook, "Orders")
    result = call("confirm", workbook, po="PO-7", line="1", **said)
    assert (only(result)["state"], only(result)["differences"]) == ("waiting", differences)
    assert "confirmation_differs" in codes(result)
    assert cells(workbook, "Orders") == before
    assert cells(workbook, LIST)["I4"] == "waiting"
    accepted = call("confirm", workbook, po="PO-7", accept=True)
    assert only(accepted)["state"] == "accepted"
    assert cells(workbook, LIST)["I4"] == "accepted"
    assert "I5" not in cells(workbook, LIST)
    written = set(cells(workbook, "Orders").items()) - set(before.items())
    assert len(written) == 1


def test_what_is_refused_is_kept_and_not_written(workbook: Path) -> None:
    before = cells(workbook, "Orders")
    call("confirm", workbook, po="PO-7", line="1", date=LATE)
    result = call("confirm", workbook, po="PO-7", line="1", refuse=True)
    assert only(result)["state"] == "refused"
    assert cells(workbook, "Orders") == before
    assert cells(workbook, LIST)["I4"] == "refused"


def test_an_order_is_confirmed_as_ordered(workbook: Path) -> None:
    result = call("confirm", workbook, po="PO-7")
    assert [each["state"] for each in result.answer["confirmations"]] == ["accepted", "accepted"]  # type: ignore[attr-defined]
    assert [cells(workbook, "Orders")[place] for place in ("I3", "J3")] == [dt.datetime(2026, 4, 1), 40]


def test_a_suppliers_file_and_the_same_file_again(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "ab.csv").write_text(
        "Order no.;Pos.;Article no.;Confirmed qty;Confirmed date;Price\n"
        "PO-7;1;A-1;40;2026-04-01;2,50\nPO-7;2;A-2;25;2026-04-01;2,50\nPO-7;2;A-2;15;2026-04-20;2,50\nPO-8;1;X;1;2026-04-01;1\n",
        encoding="utf-8",
    )
    result = call("confirm", workbook, file="ab.csv")
    whole, parts = result.answer["confirmations"]  # type: ignore[misc]
    assert (whole["state"], parts["state"]) == ("accepted", "waiting")  # type: ignore[index]
    assert [each["kind"] for each in parts["differences"]] == ["date_later", "in_parts"]  # type: ignore[index]
    assert parts["parts"] == [{"date": "2026-04-01", "quantity": 25}, {"date": "2026-04-20", "quantity": 15}]  # type: ignore[index]
    assert "confirmation_unmatched" in codes(result)
    again = call("confirm", workbook, file="ab.csv")
    assert again.answer["changes"] == []
    call("confirm", workbook, file="ab.csv", accept=True)
    sheet = cells(workbook, "Orders")
    assert (sheet["I3"], sheet["J3"]) == (dt.datetime(2026, 4, 20), 40)
    last = call("confirm", workbook, file="ab.csv", accept=True)
    assert (last.answer["changes"], "confirmation_known" in codes(last)) == ([], True)


def test_an_old_promise_is_entered_before_it_is_overwritten(tmp_path: Path) -> None:
    path = write_orders(tmp_path / "orders.xlsx", [order("PO-1", 1, "Acme", 10, ASKED)], None)
    result = call("confirm", path, po="PO-1", line="1", date=LATE, accept=True)
    moved = line(result, "PO-1", "1")
    assert (moved["first_promised"], moved["latest_promised"], moved["times_moved"]) == (
        "2026-04-01", "2026-04-11", 1
    )  # fmt: skip
    refreshed = line(call("refresh", path), "PO-1", "1")
    assert (refreshed["first_promised"], refreshed["times_moved"]) == ("2026-04-01", 1)


def test_undo_takes_a_confirmation_back(workbook: Path) -> None:
    before = cells(workbook, "Orders")
    call("confirm", workbook, po="PO-7", line="1", date=ASKED, quantity=40.0)
    call("undo", workbook)
    assert cells(workbook, "Orders") == before
    assert LIST not in openpyxl.load_workbook(workbook).sheetnames


def test_a_list_without_columns_for_it_gets_ours(tmp_path: Path) -> None:
    titles = ["PO number", "Line", "Supplier", "Item no.", "Ordered qty", "Requested date", "Status"]
    path = write_lists(
        tmp_path / "o.xlsx", {"Orders": (titles, [["PO-7", 1, "Acme", "A-1", 40, ASKED, "Sent"]])}
    )
    call("confirm", path, po="PO-7", line="1", date=ASKED, quantity=40.0)
    sheet = cells(path, "Orders")
    assert {"Confirmed date (Buybook)", "Confirmed quantity (Buybook)"} <= set(map(str, sheet.values()))
    result = call("refresh", path)
    assert line(result, "PO-7", "1")["due_date_from"] == "promised_date"
    content = path.read_bytes()
    call("refresh", path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("options", "code"),
    [({}, "confirm_what"), ({"po": "PO-7", "accept": True, "refuse": True}, "confirm_both")],
)
def test_calls_that_cannot_be_right(workbook: Path, options: dict[str, object], code: str) -> None:
    result = call("confirm", workbook, **options)
    assert (result.status, result.answer["error"]["code"]) == (WRONG_CALL, code)  # type: ignore[index]


def test_an_unknown_order_and_a_finished_line_are_told(workbook: Path) -> None:
    assert "confirmation_unmatched" in codes(call("confirm", workbook, po="PO-99", date=ASKED))
    call("receive", workbook, po="PO-7", line="1", quantity=40.0, date=TODAY)
    assert "confirmation_of_done_line" in codes(call("confirm", workbook, po="PO-7", line="1", date=LATE))

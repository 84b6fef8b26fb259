"""`inspect`, end to end: goods wait for their inspection and are booked by its sample."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from workbooks import STANDARD, call, cells, codes, line, order, write_orders

from buybook.run import DONE, WRONG_CALL, Result


def write(path: Path, rows: list[list[object]] | None = None, certificate: str | None = None) -> Path:
    """The usual workbook with an item list: A-1 is to be inspected by AQL 1.0, A-2 is not."""
    write_orders(path, rows or STANDARD)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Items")
    sheet.append(["Item no.", "Description", "Stock on hand", "Reorder point", "Inspection", "Certificate"])
    sheet.append(["A-1", "Item 1", 5, 10, "AQL 1.0", certificate])
    sheet.append(["A-2", "Item 2", 5, 10, "no", None])
    book.save(path)
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write(tmp_path / "orders.xlsx")


def lot_of(result: Result) -> dict[str, object]:
    (lot,) = result.answer["lots"]  # type: ignore[misc]
    return lot  # type: ignore[no-any-return]


def receive(path: Path, quantity: float = 25.0, note: str = "DN-1", **more: object) -> Result:
    return call("receive", path, po="PO-2026-0103", quantity=quantity, delivery_note=note, **more)


def test_goods_of_an_inspected_item_wait(workbook: Path) -> None:
    waiting = receive(workbook)
    assert waiting.status == DONE and codes(waiting) == ["inspection_waits"]
    lot = lot_of(waiting)
    assert (lot["lot"], lot["sample"], lot["accept"], lot["aql"]) == ("IL-2026-001", 13, 0, 1)
    assert waiting.answer["orders"] == []
    assert line(call("refresh", workbook), "PO-2026-0103", "1")["quantity_accepted"] == 0
    content = workbook.read_bytes()
    assert codes(receive(workbook)) == ["inspection_lot_known"]
    assert workbook.read_bytes() == content
    assert lot_of(call("inspect", workbook))["lot"] == "IL-2026-001"


def test_other_lines_of_the_delivery_do_not_wait(workbook: Path) -> None:
    result = call("receive", workbook, lines="PO-2026-0101/2=40; PO-2026-0103/1=25", delivery_note="DN-1")
    assert line(result, "PO-2026-0101", "2")["status"] == "received"
    assert len(result.answer["orders"]) == 1 and len(result.answer["lots"]) == 1  # type: ignore[arg-type]


def test_a_good_sample_accepts_the_lot_on_the_day_it_came(workbook: Path) -> None:
    receive(workbook, date=dt.date(2026, 3, 12))
    result = call("inspect", workbook, lot="il-2026-001", found=0.0)
    assert line(result, "PO-2026-0103", "1")["status"] == "received"
    assert cells(workbook, "Goods in")["A4"] == dt.datetime(2026, 3, 12)
    assert cells(workbook, "Goods in")["H4"] == "DN-1"
    content = workbook.read_bytes()
    assert codes(call("inspect", workbook, lot="IL-2026-001", found=0.0)) == ["inspection_decided"]
    assert codes(receive(workbook))[-1] == "receipt_already_booked"
    assert workbook.read_bytes() == content


def test_a_bad_sample_rejects_the_lot_and_opens_a_case(workbook: Path) -> None:
    receive(workbook)
    result = call("inspect", workbook, lot="IL-2026-001", found=1.0, reason="Threads", sorted=20.0)
    booked = line(result, "PO-2026-0103", "1")
    assert (booked["quantity_accepted"], booked["quantity_rejected"]) == (20, 5)
    (case,) = result.answer["nonconformances"]  # type: ignore[misc]
    assert (case["kind"], case["quantity"], case["reason"]) == ("rejected", 5, "Threads")
    assert cells(workbook, "Buybook inspections")["Q4"] == "Rejected"


def test_readings_are_held_against_their_limits(workbook: Path) -> None:
    receive(workbook)
    assert call("inspect", workbook, lot="IL-2026-001", readings="10; 11").status == WRONG_CALL
    assert call("inspect", workbook, lot="IL-2026-001", readings="wide", low=1.0).status == WRONG_CALL
    assert codes(call("inspect", workbook, lot="IL-2026-001", readings="10; 11", low=9.0)) == [
        "inspection_too_few"
    ]
    good = "; ".join(["10,01"] * 13)
    result = call("inspect", workbook, lot="IL-2026-001", readings=good, low=9.9, high=10.1)
    assert lot_of(result)["decision"] == "accepted"


def test_no_certificate_no_acceptance(tmp_path: Path) -> None:
    path = write(tmp_path / "orders.xlsx", certificate="EN 10204 3.1")
    receive(path)
    content = path.read_bytes()
    assert codes(call("inspect", path, lot="IL-2026-001", found=0.0)) == ["inspection_no_certificate"]
    assert path.read_bytes() == content
    assert (
        lot_of(call("inspect", path, lot="IL-2026-001", found=0.0, certificate="C-7"))["decision"]
        == "accepted"
    )
    assert cells(path, "Buybook inspections")["P4"] == "C-7"


def test_two_bad_lots_make_the_next_one_tightened(tmp_path: Path) -> None:
    path = write(
        tmp_path / "orders.xlsx", [order("PO-2026-0103", 1, "Ketels BV", 9000, dt.date(2026, 4, 30))]
    )
    for number in (1, 2):
        lot = lot_of(receive(path, 1000.0, f"DN-{number}"))
        assert (lot["inspection"], lot["sample"], lot["accept"]) == ("Normal", 80, 2)
        call("inspect", path, lot=f"IL-2026-00{number}", found=9.0)
    lot = lot_of(receive(path, 1000.0, "DN-3"))
    assert (lot["inspection"], lot["sample"], lot["accept"]) == ("Tightened", 80, 1)


def test_damaged_goods_are_booked_at_once_and_the_rest_waits(workbook: Path) -> None:
    result = receive(workbook, damaged=2.0)
    assert line(result, "PO-2026-0103", "1")["quantity_damaged"] == 2
    assert lot_of(result)["quantity"] == 23


def test_what_was_inspected_on_arrival_is_booked(workbook: Path) -> None:
    result = receive(workbook, accepted=25.0)
    assert result.answer["lots"] == [] and line(result, "PO-2026-0103", "1")["status"] == "received"


def test_the_settings_say_how_strict(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Items"]["E2"] = "yes"
    book.save(workbook)
    (workbook.parent / "buybook.yaml").write_text("inspection: {aql: 4, level: i}\n", encoding="utf-8")
    lot = lot_of(receive(workbook))
    assert (lot["aql"], lot["level"], lot["sample"], lot["accept"]) == (4, "I", 3, 0)


def test_what_cannot_be_is_refused(workbook: Path) -> None:
    receive(workbook)
    content = workbook.read_bytes()
    assert codes(call("inspect", workbook, lot="IL-9", found=0.0)) == ["inspection_no_lot"]
    assert codes(call("inspect", workbook, lot="IL-2026-001", found=26.0)) == ["inspection_found_odd"]
    assert call("inspect", workbook, lot="IL-2026-001").status == WRONG_CALL
    assert workbook.read_bytes() == content


def test_undo_takes_a_decision_back(workbook: Path) -> None:
    receive(workbook)
    before = {sheet: cells(workbook, sheet) for sheet in ("Orders", "Goods in", "Buybook inspections")}
    call("inspect", workbook, lot="IL-2026-001", found=0.0)
    call("undo", workbook)
    assert {sheet: cells(workbook, sheet) for sheet in before} == before


def test_goods_that_wait_for_inspection_are_not_chased(workbook: Path) -> None:
    today = dt.date(2026, 5, 20)

    def chased() -> dict[str, object]:
        result = call("chase", workbook, today=today, _dry_run=True, supplier="Ketels BV")
        return {
            line["po_line"]: line["outstanding"]
            for chase in result.answer["chases"]
            for line in chase["lines"]
        }  # type: ignore[union-attr]

    assert chased() == {"1": 25}
    receive(workbook, 10.0)
    assert chased() == {"1": 15}
    receive(workbook, 15.0, "DN-2")
    assert chased() == {}

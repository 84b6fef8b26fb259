"""`claim`, end to end: a damaged delivery from its case to its end."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from workbooks import STANDARD, TODAY, call, cells, codes, line, write_orders

from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL, Result


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Of PO-2026-0103 all 25 came, 5 of them damaged: a case of 20 EUR."""
    path = write_orders(tmp_path / "orders.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Suppliers")
    sheet.append(["Supplier no.", "Supplier", "Contact", "E-mail", "Country", "Payment terms"])
    sheet.append(["100", "Ketels BV", "Piet Jansen", "piet@ketels.example", "NL", "30 days"])
    book.save(path)
    call("receive", path, po="PO-2026-0103", line="1", quantity=25.0, damaged=5.0, reason="Dented",
         delivery_note="DN-1", picture="https://pictures.example/1.jpg")  # fmt: skip
    return path


def claim(path: Path, **options: object) -> Result:
    return call("claim", path, case="NC-2026-001", **options)


def case_of(result: Result) -> dict[str, object]:
    (found,) = result.answer["cases"]  # type: ignore[misc]
    return found  # type: ignore[no-any-return]


def invoiced(path: Path, *rows: tuple[str, float, float]) -> None:
    """Add a list of invoices: number, quantity and amount on the line of the case."""
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Invoices")
    sheet.append(["Invoice number", "Supplier", "PO number", "Line", "Quantity", "Amount", "Currency"])
    for number, quantity, amount in rows:
        sheet.append([number, "Ketels BV", "PO-2026-0103", 1, quantity, amount, "EUR"])
    book.save(path)


def test_open_cases_are_listed(workbook: Path) -> None:
    content = workbook.read_bytes()
    result = call("claim", workbook)
    case = case_of(result)
    assert (case["case"], case["kind"], case["quantity"], case["amount"], case["state"], case["missing"]) == (
        "NC-2026-001", "damaged", 5, 20, "open", ["quantity"])  # fmt: skip
    assert workbook.read_bytes() == content


def test_a_claim_is_a_letter_in_the_suppliers_language_with_facts_and_picture(workbook: Path) -> None:
    result = claim(workbook, remedy="replacement")
    case = case_of(result)
    assert (result.status, case["state"], case["remedy"], case["deadline"]) == (
        DONE, "claimed", "replacement", "2026-03-30")  # fmt: skip
    (path,) = case["documents"]  # type: ignore[misc]
    letter = email.message_from_bytes(Path(path).read_bytes(), policy=default)
    text = letter.get_content()
    assert letter["To"] == "piet@ketels.example" and letter["X-Unsent"] == "1"
    assert "NC-2026-001" in letter["Subject"]
    for words in ("Beste Piet Jansen", "beschadigd", "PO-2026-0103 / 1", "Dented", "20,00 EUR",
                  "https://pictures.example/1.jpg", "vervanging", "2026-03-30"):  # fmt: skip
        assert words in text
    content = workbook.read_bytes()
    again = claim(workbook, remedy="Vervanging")
    assert workbook.read_bytes() == content
    assert case_of(again)["documents"] == [path]


def test_damaged_goods_are_returned_replaced_and_the_case_closed(workbook: Path) -> None:
    claim(workbook, remedy="replacement", reply="New ones on Friday")
    returned = claim(workbook, returned=5.0, delivery_note="OUT-1")
    assert line(returned, "PO-2026-0103", "1")["quantity_received"] == 20
    assert line(returned, "PO-2026-0103", "1")["quantity_accepted"] == 20
    refused = claim(workbook, close=True)
    assert (refused.status, codes(refused)) == (FINDINGS_REMAIN, ["case_open_quantity"])
    replaced = claim(workbook, replaced=5.0, delivery_note="DN-2", close=True)
    assert (case_of(replaced)["state"], case_of(replaced)["settled"]) == ("closed", 5)
    assert line(replaced, "PO-2026-0103", "1")["status"] == "received"
    listed = cells(workbook, "Non-conformances")
    assert [value for value in listed.values() if value == "Closed"] == ["Closed"]
    after = call("refresh", workbook)
    assert line(after, "PO-2026-0103", "1")["quantity_accepted"] == 25
    assert call("claim", workbook).answer["cases"] == []
    assert codes(claim(workbook, replaced=1.0)) == ["case_is_over"]
    kept = cells(workbook, "Buybook cases")
    acts = [kept[f"C{row}"] for row in range(4, 10)]
    assert acts == ["Opened", "Claimed", "Answered", "Returned", "Replaced", "Closed"]


def test_a_credit_closes_once_the_invoice_is_put_right(workbook: Path) -> None:
    invoiced(workbook, ("F-1", 25, 125.0))  # 25 x 4, and 25 too much
    claim(workbook, remedy="credit")
    both = ["case_open_credit", "case_open_invoice"]
    assert codes(claim(workbook, credited=15.0, credit_note="CN-1", close=True)) == both
    content = workbook.read_bytes()
    assert codes(claim(workbook, close=True)) == ["case_open_quantity", "case_open_invoice"]
    assert workbook.read_bytes() == content
    claim(workbook, credited=20.0, credit_note="CN-1")
    (told,) = claim(workbook, close=True).answer["findings"]  # type: ignore[misc]
    assert "5.00 EUR more is invoiced" in told["text"]
    book = openpyxl.load_workbook(workbook)
    book["Invoices"]["F2"] = 100
    book.save(workbook)
    assert codes(claim(workbook, close=True)) == []


def test_rework_makes_bad_goods_good(workbook: Path) -> None:
    claim(workbook, remedy="rework")
    result = claim(workbook, reworked=5.0, close=True)
    booked = line(result, "PO-2026-0103", "1")
    assert (booked["quantity_received"], booked["quantity_accepted"], booked["quantity_damaged"]) == (
        25,
        25,
        0,
    )
    assert case_of(claim(workbook))["record"]["after"] == {"received": 25, "bad": 5, "ppm": None}  # type: ignore[index]


def test_the_suppliers_record_is_shown_without_the_case_and_with_it(workbook: Path) -> None:
    assert case_of(claim(workbook, remedy="credit"))["record"] == {
        "before": {"received": 25, "bad": 0, "ppm": None},
        "after": {"received": 25, "bad": 5, "ppm": None},
    }


def test_a_case_is_opened_by_hand_once(workbook: Path) -> None:
    opened = call(
        "claim", workbook, po="PO-2026-0101", line="1", kind="late", reason="Two weeks", remedy="credit"
    )
    case = case_of(opened)
    assert (case["case"], case["kind"], case["state"]) == ("NC-2026-002", "late", "claimed")
    again = call("claim", workbook, po="PO-2026-0101", line="1", kind="late")
    assert codes(again) == ["case_open_already"]
    late = call("claim", workbook, today=TODAY + dt.timedelta(days=30))
    assert codes(late) == ["case_answer_overdue"]
    assert codes(call("claim", workbook, case="NC-2026-002", close=True)) == ["case_open_answer"]
    assert (
        case_of(call("claim", workbook, case="NC-2026-002", reply="Sorry", close=True))["state"] == "closed"
    )


def test_what_cannot_be_is_refused_and_writes_nothing(workbook: Path) -> None:
    content = workbook.read_bytes()
    assert codes(claim(workbook, replaced=5.0)) == ["case_step_not_allowed"]
    assert codes(call("claim", workbook, case="NC-9", close=True)) == ["case_not_found"]
    assert claim(workbook, remedy="a cake").status == WRONG_CALL
    assert claim(workbook, remedy="credit", credited=-5.0).status == WRONG_CALL
    assert call("claim", workbook, po="PO-2026-0101", line="1", kind="odd").status == WRONG_CALL
    assert codes(claim(workbook, remedy="replacement", replaced=6.0)) == ["case_too_much"]
    assert workbook.read_bytes() == content


def test_undo_takes_a_step_back(workbook: Path) -> None:
    claim(workbook, remedy="replacement")
    before = {
        sheet: cells(workbook, sheet) for sheet in ("Orders", "Goods in", "Buybook cases", "Non-conformances")
    }
    claim(workbook, replaced=5.0, close=True)
    call("undo", workbook)
    assert {sheet: cells(workbook, sheet) for sheet in before} == before


def test_a_withdrawn_case_is_cancelled_in_the_list(workbook: Path) -> None:
    assert case_of(claim(workbook, withdraw=True))["state"] == "withdrawn"
    assert "Cancelled" in cells(workbook, "Non-conformances").values()


def test_a_kept_row_that_means_nothing_is_told(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Buybook cases"].append(["NC-2026-001", dt.datetime(2026, 3, 16), "Eaten"])
    book.save(workbook)
    assert codes(call("claim", workbook)) == ["case_act_unknown"]


def test_a_header_in_an_address_or_a_number_stays_text(tmp_path: Path) -> None:
    path = write_orders(
        tmp_path / "orders.xlsx", [[*STANDARD[3][:2], "../../Evil\r\nBcc: x@y.z", *STANDARD[3][3:]]]
    )
    call("receive", path, po="PO-2026-0103", quantity=5.0, damaged=5.0, reason="=1+1\r\nBcc: a@b.c")
    result = claim(path, remedy="credit")
    (file,) = case_of(result)["documents"]  # type: ignore[misc]
    assert Path(file).parent.parent == tmp_path
    letter = email.message_from_bytes(Path(file).read_bytes(), policy=default)
    assert letter["Bcc"] is None and letter["To"] is None

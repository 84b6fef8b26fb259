"""`rfq`, end to end: a form and a letter for each supplier, once, and a list of who owes an answer."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from rfq_examples import PRICES, column_of, grids, head, keyed, row_of, set_value
from workbooks import call, cells, codes, write_lists

from buybook.commands.rfq_points import answer_points
from buybook.engine import open_book
from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL, Result
from buybook.settings import Settings
from buybook.vocabulary import words
from buybook.workbook.opening import read_workbook
from buybook.workbook.rfq_reply import read_own_form

REQUESTS = ["PR No.", "Requested by", "Item no.", "Description", "Qty", "Unit", "Supplier", "Need by", "Drawing", "Rev",
            "Status"]  # fmt: skip
SUPPLIERS = [
    "Supplier no.",
    "Supplier",
    "Contact",
    "Email",
    "Language",
    "Country",
    "Currency",
    "Payment terms",
]


def request(number: int, item: str, quantity: float | None, supplier: str | None, status: str = "Approved",
            drawing: str | None = None, revision: str | None = None) -> list[object]:  # fmt: skip
    return [f"PR-{number}", "Stores", item, f"Item {item}", quantity, "pcs", supplier, dt.date(2026, 5, 4), drawing,
            revision, status]  # fmt: skip


ROWS = [
    request(1, "A-1", 100, "Nordbolt AB; Van Dael BV", drawing="A-1.pdf; A-1.step", revision="C"),
    request(2, "A-2", 7, "Nordbolt AB"),
    request(3, "A-3", 3, None),
    request(4, "A-4", 5, "Nordbolt AB", status="Cancelled"),
]
LISTED = [
    [1, "Nordbolt AB", "Eva Lind", "order@nordbolt.example", "sv", "SE", "SEK", "30 days net"],
    [2, "Van Dael BV", "Jan", None, None, "NL", "EUR", "14 days"],
]
CONFIG = "purchase_orders:\n  company:\n    name: Norrland Pumps AB\n    contact: Anna Berg\n"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    (tmp_path / "buybook.yaml").write_text(CONFIG, encoding="utf-8")
    return write_lists(
        tmp_path / "buying.xlsx", {"Requests": (REQUESTS, ROWS), "Suppliers": (SUPPLIERS, LISTED)}
    )


def made(result: Result) -> list[Mapping[str, object]]:
    found = result.answer["rfqs"]
    assert isinstance(found, list)
    return found


def files(result: Result, suffix: str) -> list[Path]:
    return sorted(path for path in result.documents if path.suffix == suffix)


def kept(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path)["Buybook RFQs"]
    titles, *rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def test_each_supplier_is_asked_about_their_rows_in_their_language(workbook: Path) -> None:
    result = call("rfq", workbook)
    assert result.status == DONE
    assert [(each["rfq"], each["supplier"], each["language"]) for each in made(result)] == [
        ("RFQ-2026-0001", "Nordbolt AB", "sv"),
        ("RFQ-2026-0001", "Van Dael BV", "nl"),
    ]
    lines = [[line["item_number"] for line in each["lines"]] for each in made(result)]  # type: ignore[union-attr, attr-defined]
    assert lines == [["A-1", "A-2"], ["A-1"]]
    assert [Path(path).name for path in made(result)[0]["documents"]] == [  # type: ignore[union-attr, attr-defined]
        "RFQ-2026-0001 Nordbolt AB.xlsx",
        "RFQ-2026-0001 Nordbolt AB.eml",
    ]
    assert "rfq_no_supplier" in codes(result)  # of A-3


def test_the_list_keeps_who_was_asked_and_the_requests_their_number(workbook: Path) -> None:
    call("rfq", workbook)
    rows = kept(workbook)
    assert [(row["Supplier"], row["State"], row["Lines"]) for row in rows] == [
        ("Nordbolt AB", "Drafted", 2),
        ("Van Dael BV", "Drafted", 1),
    ]
    assert rows[0]["Reply by"] == dt.datetime(2026, 3, 25)  # seven working days from a Monday
    sheet = openpyxl.load_workbook(workbook)["Requests"]
    titles = [cell.value for cell in sheet[1]]
    numbers = [sheet.cell(row, titles.index("RFQ (Buybook)") + 1).value for row in range(2, 6)]
    assert numbers == ["RFQ-2026-0001", "RFQ-2026-0001", None, None]


def test_twice_is_once(workbook: Path) -> None:
    first = call("rfq", workbook)
    before = workbook.read_bytes()
    again = call("rfq", workbook)
    assert made(again) == [] and not again.wrote
    assert workbook.read_bytes() == before
    assert len(first.documents) == 4 and again.documents == ()


def test_undo_takes_it_back(workbook: Path) -> None:
    call("rfq", workbook)
    call("undo", workbook)
    assert "Buybook RFQs" not in openpyxl.load_workbook(workbook).sheetnames
    assert not any("RFQ" in str(value) for value in cells(workbook, "Requests").values())


def test_a_preview_makes_nothing(workbook: Path) -> None:
    before = workbook.read_bytes()
    result = call("rfq", workbook, _dry_run=True)
    assert len(made(result)) == 2
    assert result.answer["changes"]
    assert workbook.read_bytes() == before and not list(workbook.parent.rglob("*.eml"))


def test_the_form_says_what_is_asked(workbook: Path) -> None:
    result = call("rfq", workbook, alternatives=True, quantities="100;500")
    path = files(result, ".xlsx")[0]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    shown = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Offertförfrågan", "Norrland Pumps AB", "30 days net", "SEK", "2026-03-25"} <= shown
    assert "rev. C; A-1.pdf; A-1.step" in shown
    quantities = [
        sheet.cell(row, column_of(sheet, "quantity")).value for row, key in keyed(sheet) if key.kind == "L"
    ]
    assert quantities == [100, 500, 100, 500]
    assert "rfq_attach" in codes(result)


def test_the_letter_opens_unsent_with_the_form(workbook: Path) -> None:
    result = call("rfq", workbook)
    form, letter = files(result, ".xlsx")[0], files(result, ".eml")[0]
    message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["To"] == "order@nordbolt.example"
    assert "RFQ-2026-0001" in message["Subject"] and "offertförfrågan" in message["Subject"]
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == form.name
    assert attachment.get_content() == form.read_bytes()
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Eva Lind" in text and "Anna Berg" in text and "2026-03-25" in text
    assert "rfq_no_address" in codes(result)  # of Van Dael


def test_the_form_comes_back(workbook: Path) -> None:
    path = files(call("rfq", workbook), ".xlsx")[0]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for name, price in (("10", 12.5), ("20", PRICES["20"])):
        set_value(sheet, row_of(sheet, name), "unit_price", price)
    head(sheet, "currency", "SEK")
    reply = read_own_form(grids(book), words("en"))
    assert reply is not None
    assert (reply.rfq_number, reply.supplier) == ("RFQ-2026-0001", "Nordbolt AB")
    assert [(line.item_number, float(line.unit_price or 0)) for line in reply.lines] == [
        ("A-1", 12.5),
        ("A-2", 4.25),
    ]
    assert reply.findings == ()


def test_named_rows_and_suppliers(workbook: Path) -> None:
    result = call("rfq", workbook, sheet="Requests", rows=(4,), suppliers="Van Dael BV; Ketels")
    assert [each["supplier"] for each in made(result)] == ["Van Dael BV", "Ketels"]
    assert codes(result).count("rfq_supplier_unknown") == 1
    more = call("rfq", workbook, sheet="Requests", rows=(4,), suppliers="van dael bv; Nordbolt AB")
    assert [(each["rfq"], each["supplier"]) for each in made(more)] == [("RFQ-2026-0001", "Nordbolt AB")]
    assert codes(more).count("rfq_already_asked") == 1
    other = call("rfq", workbook, sheet="Requests", rows=(3,))
    assert [each["rfq"] for each in made(other)] == ["RFQ-2026-0002"]


def test_late_is_computed_and_never_over_an_answer(workbook: Path) -> None:
    call("rfq", workbook)
    book = openpyxl.load_workbook(workbook)
    book["Buybook RFQs"]["G5"] = "Answered"
    book.save(workbook)
    later = call("rfq", workbook, today=dt.date(2026, 4, 1))
    assert [row["State"] for row in kept(workbook)] == ["Late", "Answered"]
    asked = later.answer["asked"]
    assert isinstance(asked, list) and [each["state"] for each in asked] == ["late", "answered"]
    (late, _) = later.answer["responses"]  # type: ignore[misc]
    assert (late["late"], late["response_rate_percent"], late["median_response_days"]) == (1, 0, None)


def test_reminders_go_to_those_who_owe_an_answer_with_the_form(workbook: Path) -> None:
    call("rfq", workbook)
    book = openpyxl.load_workbook(workbook)
    book["Buybook RFQs"]["G5"] = "Declined"
    book.save(workbook)
    day = dt.date(2026, 4, 1)
    result = call("rfq", workbook, today=day, remind="rfq-2026-0001")
    assert [each["supplier"] for each in made(result)] == ["Nordbolt AB"]
    first = kept(workbook)[0]
    assert (first["State"], first["Reminded"], first["Reply by"]) == (
        "Reminded",
        dt.datetime(2026, 4, 1),
        dt.datetime(2026, 4, 7),  # three working days, Good Friday between
    )
    (letter,) = result.documents
    message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    assert "2026-03-16" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [part.get_filename() for part in message.iter_attachments()] == ["RFQ-2026-0001 Nordbolt AB.xlsx"]
    assert made(call("rfq", workbook, today=day, remind="RFQ-2026-0001")) == []


def test_questions_beside_the_prices(workbook: Path) -> None:
    begun = call("rfq", workbook, services=True)
    assert made(begun) == [] and begun.documents == ()
    assert "Buybook questions" in openpyxl.load_workbook(workbook).sheetnames
    result = call("rfq", workbook, services=True)
    assert {each["questions"] for each in made(result)} == {4}
    book = openpyxl.load_workbook(files(result, ".xlsx")[1])
    sheet = book.worksheets[1]
    set_value(sheet, row_of(sheet, "3", kind="Q"), "answer", 4)
    reply = read_own_form(grids(book), words("en"))
    assert reply is not None and reply.answers[2].value == 4 and reply.answers[2].weight == 20


def test_answers_are_kept_for_the_buyer_to_judge(workbook: Path) -> None:
    call("rfq", workbook, services=True)
    path = files(call("rfq", workbook, services=True), ".xlsx")[0]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    for number, answer in (("1", "ja"), ("2", "=twenty years"), ("3", 4)):
        set_value(sheet, row_of(sheet, number, kind="Q"), "answer", answer)
    book.save(workbook.parent / "reply.xlsx")
    assert call("quotation", workbook, file="reply.xlsx").status == DONE
    rows = list(openpyxl.load_workbook(workbook)["Buybook answers"].iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[3], row[5]) for row in rows[:3]] == [
        ("Nordbolt AB", 20, 100),  # yes
        ("Nordbolt AB", 30, None),
        ("Nordbolt AB", 20, None),
    ]
    before = workbook.read_bytes()
    call("quotation", workbook, file="reply.xlsx")
    assert workbook.read_bytes() == before
    sheet = (book := openpyxl.load_workbook(workbook))["Buybook answers"]
    sheet["F5"], sheet["F6"] = 50, 300
    book.save(workbook)
    points, findings = answer_points(read_workbook(open_book(workbook), Settings()))
    assert points == {"nordbolt ab": 70}  # (20 x 100 + 30 x 50) / 50
    assert [each.code for each in findings] == ["answer_points_outside"]


def test_weights_that_are_no_hundred_are_told(workbook: Path) -> None:
    call("rfq", workbook, services=True)
    book = openpyxl.load_workbook(workbook)
    book["Buybook questions"]["B4"] = 50
    book.save(workbook)
    assert "rfq_weights" in codes(call("rfq", workbook, services=True))


@pytest.mark.parametrize(
    "options",
    [
        {"rows": (2,)},
        {"sheet": "Nowhere"},
        {"sheet": "Suppliers"},
        {"quantities": "100;many"},
        {"quantities": "-5"},
        {"reply_by": dt.date(2026, 3, 1)},
        {"remind": "RFQ-1"},
    ],
)
def test_wrong_calls_say_what_to_write(workbook: Path, options: dict[str, object]) -> None:
    before = workbook.read_bytes()
    result = call("rfq", workbook, **options)
    assert result.status == WRONG_CALL and result.failure
    assert workbook.read_bytes() == before


def test_rows_that_cannot_be_asked_about(workbook: Path) -> None:
    result = call("rfq", workbook, sheet="Requests", rows=(2, 99))
    assert result.status == FINDINGS_REMAIN
    assert "row_not_in_list" in codes(result)


def test_a_supplier_whose_name_is_a_formula_stays_text(tmp_path: Path) -> None:
    rows = [request(1, "=1+1", 5, '=HYPERLINK("http://x.example")')]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Requests"
    sheet.append(REQUESTS)
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(tmp_path / "buying.xlsx")
    result = call("rfq", tmp_path / "buying.xlsx")
    assert len(made(result)) == 1
    for path in [tmp_path / "buying.xlsx", *files(result, ".xlsx")]:
        for each in openpyxl.load_workbook(path).worksheets:
            assert all(cell.data_type != "f" for row in each.iter_rows() for cell in row), path


def test_refresh_brings_the_states_up_to_date(workbook: Path) -> None:
    call("rfq", workbook)
    call("refresh", workbook, today=dt.date(2026, 4, 1))
    assert [row["State"] for row in kept(workbook)] == ["Late", "Late"]
    before = workbook.read_bytes()
    call("refresh", workbook, today=dt.date(2026, 4, 1))
    assert workbook.read_bytes() == before


def test_the_form_is_booked_once_and_settles_its_request(workbook: Path) -> None:
    path = files(call("rfq", workbook), ".xlsx")[0]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for name, price in (("10", "1.234,50 kr"), ("20", "4,25 kr/100 st")):
        set_value(sheet, row_of(sheet, name), "unit_price", price)
    sheet.insert_rows(row_of(sheet, "20"), 2)
    book.save(workbook.parent / "reply.xlsx")
    day = dt.date(2026, 3, 20)
    result = call("quotation", workbook, today=day, file="reply.xlsx")
    lines = result.answer["quotations"]
    assert isinstance(lines, list)
    assert [(each["item_number"], each["unit_price"], each["price_per"], each["rfq"]) for each in lines] == [
        ("A-1", 1234.5, 1, "RFQ-2026-0001"),
        ("A-2", 4.25, 100, "RFQ-2026-0001"),
    ]
    assert result.answer["written"] == 2
    assert [(row["State"], row["Answered"]) for row in kept(workbook)] == [
        ("Answered", dt.datetime(2026, 3, 20)),
        ("Drafted", None),
    ]
    before = workbook.read_bytes()
    again = call("quotation", workbook, today=day, file="reply.xlsx")
    assert again.answer["written"] == 0 and workbook.read_bytes() == before


def test_a_reply_whose_article_was_changed_waits_for_the_buyer(workbook: Path) -> None:
    path = files(call("rfq", workbook), ".xlsx")[0]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for name in ("10", "20"):
        set_value(sheet, row_of(sheet, name), "unit_price", 5)
    set_value(sheet, row_of(sheet, "20"), "description", "Something else")
    book.save(workbook.parent / "reply.xlsx")
    result = call("quotation", workbook, file="reply.xlsx")
    assert result.answer["written"] == 1
    assert "form_text_changed" in codes(result)

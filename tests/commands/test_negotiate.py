"""`negotiate`, end to end: targets on a sheet, counter-offers read back as rounds, letters in the supplier's words."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import call, cells, codes, parts, write_lists

from buybook.run import DONE, FINDINGS_REMAIN

QUOTES = ["Quote no.", "Supplier", "Item no.", "Description", "Qty", "Unit", "Unit price", "Currency", "Quote date",
          "Valid until", "Lead time"]  # fmt: skip
LATER = dt.date(2026, 6, 30)


def quote(number: str, supplier: str, item: str, price: float, currency: str, day: dt.date) -> list[object]:
    return [number, supplier, item, "Shaft seal", 100, "pcs", price, currency, day, LATER, 14]


ROWS = [
    quote("Q1", "Nordbolt AB", "S-1", 12.0, "SEK", dt.date(2026, 2, 20)),
    quote("Q2", "Van Dael BV", "S-1", 0.9, "EUR", dt.date(2026, 2, 22)),
    quote("Q3", "Eastman Inc", "S-2", 2.0, "USD", dt.date(2026, 2, 24)),
]
SUPPLIERS = ["Supplier", "Contact", "E-mail", "Country"]
SUPPLIER_ROWS = [
    ["Nordbolt AB", "Anna Berg", "anna@nordbolt.example", "Sverige"],
    ["Van Dael BV", None, "verkoop@vandael.example", "NL"],
    ["Eastman Inc", "J. Stone", None, "US"],
]
RATES = (["Currency", "Rate"], [["SEK", 1], ["EUR", 10], ["USD", 10]])


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    lists = {"Quotes": (QUOTES, ROWS), "Suppliers": (SUPPLIERS, SUPPLIER_ROWS), "Rates": RATES}
    return write_lists(tmp_path / "quotes.xlsx", lists)


def targets(result: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["item_number"], each["supplier"]): each for each in result.answer["targets"]}


def written(workbook: Path, changes: dict[str, dict[str, object]]) -> None:
    """Write cells as the buyer would."""
    book = openpyxl.load_workbook(workbook)
    for sheet, of_sheet in changes.items():
        for address, value in of_sheet.items():
            book[sheet][address] = value
    book.save(workbook)


def added(workbook: Path, *rows: list[object]) -> None:
    book = openpyxl.load_workbook(workbook)
    for row in rows:
        book["Quotes"].append(row)
    book.save(workbook)


def rounds(workbook: Path) -> list[tuple[object, ...]]:
    """Give the kept rounds: supplier, round, quotation, offer, counter-offer, conceded percent."""
    sheet = openpyxl.load_workbook(workbook)["Buybook rounds"]
    rows = sheet.iter_rows(min_row=4, values_only=True)
    found = [tuple(row[at] for at in (1, 2, 4, 5, 8, 10)) for row in rows if row[0] == "S-1"]
    return sorted(found, key=lambda each: (str(each[0]), each[1]))


def cell_of(workbook: Path, title: str, supplier: str) -> str:
    """Give the address of a column's cell in a supplier's row of the sheet of targets."""
    sheet = cells(workbook, "Buybook targets")
    column = next(address[0] for address, value in sheet.items() if value == title)
    row = next(address[1:] for address, value in sheet.items() if address[0] == "C" and value == supplier)
    return f"{column}{row}"


def test_targets_with_their_reasons(workbook: Path) -> None:
    result = call("negotiate", workbook)
    assert result.status == DONE
    found = targets(result)
    nordbolt = found["S-1", "Nordbolt AB"]
    assert (nordbolt["target"], nordbolt["reason"], nordbolt["gap_percent"]) == (9, "best_offer", 25)
    assert nordbolt["gap_amount"] == 300
    assert found["S-1", "Van Dael BV"]["reason"] is None
    sheet = cells(workbook, "Buybook targets")
    assert sheet[cell_of(workbook, "Target", "Nordbolt AB")] == 9
    why = sheet[cell_of(workbook, "Why", "Nordbolt AB")]
    assert why == "Lands as cheap as the best other offer (Van Dael BV)"
    assert str(sheet[cell_of(workbook, "Why", "Eastman Inc")]).startswith(
        "No target: there is no other offer"
    )


def test_should_cost_and_budget_are_filled_in_by_the_buyer_and_kept(workbook: Path) -> None:
    call("negotiate", workbook)
    assert cells(workbook, "Buybook baselines")["A4"] == "S-1"
    written(workbook, {"Buybook baselines": {"E5": "1,50", "D5": "USD"}})  # should-cost of S-2, as text
    found = targets(call("negotiate", workbook))["S-2", "Eastman Inc"]
    assert (found["target"], found["reason"], found["gap_percent"]) == (1.5, "should_cost", 25)
    assert cells(workbook, "Buybook baselines")["E5"] == "1,50"


def test_a_counter_offer_is_kept_as_a_round_and_the_answer_is_the_next(workbook: Path) -> None:
    call("negotiate", workbook)
    assert rounds(workbook)[0] == ("Nordbolt AB", 1, "Q1", 12, None, 0)
    counter = cell_of(workbook, "Your counter-offer", "Nordbolt AB")
    written(workbook, {"Buybook targets": {counter: 9.5}})
    call("negotiate", workbook)
    assert rounds(workbook)[0] == ("Nordbolt AB", 1, "Q1", 12, 9.5, 0)
    assert cells(workbook, "Buybook targets")[counter] == 9.5
    added(workbook, quote("Q9", "Nordbolt AB", "S-1", 10.5, "SEK", dt.date(2026, 3, 10)))
    found = targets(call("negotiate", workbook))["S-1", "Nordbolt AB"]
    assert rounds(workbook) == [
        ("Nordbolt AB", 1, "Q1", 12, 9.5, 0),
        ("Nordbolt AB", 2, "Q9", 10.5, None, 12.5),
        ("Van Dael BV", 1, "Q2", 0.9, None, 0),
    ]
    assert found["counter_offer"] is None  # the new offer has no answer yet
    assert [each["counter_offer"] for each in found["rounds"]] == [9.5, None]
    assert counter not in cells(workbook, "Buybook targets")


def test_earlier_quotations_of_a_supplier_are_rounds_at_once(workbook: Path) -> None:
    added(workbook, quote("Q0", "Nordbolt AB", "S-1", 15.0, "SEK", dt.date(2026, 1, 20)))
    call("negotiate", workbook)
    nordbolt = [each for each in rounds(workbook) if each[0] == "Nordbolt AB"]
    assert nordbolt == [("Nordbolt AB", 1, "Q0", 15, None, 0), ("Nordbolt AB", 2, "Q1", 12, None, 20)]


def test_twice_is_once_the_lists_keep_their_bytes_and_undo_takes_it_back(workbook: Path) -> None:
    before = parts(workbook)
    call("negotiate", workbook, letter=True)
    after = parts(workbook)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert after[name] == before[name]
    content = workbook.read_bytes()
    again = call("negotiate", workbook, letter=True)
    assert again.answer["changes"] == []
    assert workbook.read_bytes() == content
    call("undo", workbook)
    names = openpyxl.load_workbook(workbook).sheetnames
    assert "Buybook targets" not in names and "Buybook rounds" not in names


@pytest.mark.parametrize("odd", [12.5, -3, 0])
def test_a_counter_offer_that_cannot_be_meant_is_asked_about(workbook: Path, odd: float) -> None:
    call("negotiate", workbook)
    counter = cell_of(workbook, "Your counter-offer", "Nordbolt AB")
    written(workbook, {"Buybook targets": {counter: odd}})
    result = call("negotiate", workbook)
    told = next(each for each in result.answer["findings"] if each["code"] == "counter_offer_not_below")
    assert (told["sheet"], told["cell"]) == ("Buybook targets", counter)
    assert rounds(workbook)[0][4] is None
    assert cells(workbook, "Buybook targets")[counter] == odd  # what the buyer typed stays


def test_words_in_the_place_of_a_counter_offer_stay_and_are_told(workbook: Path) -> None:
    call("negotiate", workbook)
    counter = cell_of(workbook, "Your counter-offer", "Nordbolt AB")
    written(workbook, {"Buybook targets": {counter: "call Anna"}})
    assert "kept_no_number" in codes(call("negotiate", workbook))
    assert cells(workbook, "Buybook targets")[counter] == "call Anna"


# Letters


def letters(result: Any) -> dict[str, Any]:
    found = {}
    for path in map(Path, result.answer["documents"]):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found[path.stem.split()[0]] = message
    return found


def test_a_letter_to_each_supplier_in_their_language(workbook: Path) -> None:
    added(workbook, quote("Q4", "Van Dael BV", "S-2", 3.25, "EUR", dt.date(2026, 2, 22)))
    found = letters(call("negotiate", workbook, letter=True))
    assert set(found) == {"Motbud", "Tegenbod"}
    swedish, dutch = found["Motbud"], found["Tegenbod"]
    assert (swedish["To"], swedish["X-Unsent"]) == ("anna@nordbolt.example", "1")
    assert swedish["Subject"] == "Er offert Q1: vårt motbud"
    text = swedish.get_content()
    assert text.startswith("Hej Anna Berg,")
    assert "- S-1 Shaft seal: 100 st à 9,00 SEK (ni offererade 12,00 SEK)" in text
    assert "- S-2 Shaft seal: 100 stuk voor 2,00 EUR per eenheid (u bood 3,25 EUR aan)" in dutch.get_content()


def test_a_letter_tells_nothing_of_competitors(workbook: Path) -> None:
    added(workbook, quote("Q4", "Van Dael BV", "S-2", 3.25, "EUR", dt.date(2026, 2, 22)))
    found = letters(call("negotiate", workbook, letter=True))
    assert len(found) == 2
    for message in found.values():
        said = message.get_content() + message["Subject"]
        assert not [each for each in ("Nordbolt", "Van Dael", "Eastman") if each in said]


def test_a_letter_asks_what_the_buyer_offers_and_is_kept_as_their_counter_offer(workbook: Path) -> None:
    call("negotiate", workbook)
    written(workbook, {"Buybook targets": {cell_of(workbook, "Your counter-offer", "Nordbolt AB"): 10.25}})
    text = letters(call("negotiate", workbook, letter=True))["Motbud"].get_content()
    assert "à 10,25 SEK" in text
    assert rounds(workbook)[0] == ("Nordbolt AB", 1, "Q1", 12, 10.25, 0)


def test_without_letter_no_document_is_made(workbook: Path) -> None:
    assert "documents" not in call("negotiate", workbook).answer
    assert not (workbook.parent / "Purchase orders").exists()


def test_a_workbook_without_quotations_says_so(tmp_path: Path) -> None:
    path = write_lists(tmp_path / "rates.xlsx", {"Rates": RATES})
    result = call("negotiate", path)
    assert result.status == FINDINGS_REMAIN
    assert "no_list" in codes(result)

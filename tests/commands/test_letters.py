"""`letters`, end to end: who won and who lost is told once, with a reason, and nothing of the others."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbooks import call, cells, codes, write_lists

QUOTES = ["Quote no.", "Supplier", "Item no.", "Description", "Qty", "Unit", "Unit price", "Currency", "Quote date",
          "Valid until", "Lead time", "Status", "Reason"]  # fmt: skip
SUPPLIERS = ["Supplier", "Contact", "E-mail", "Country"]
PEOPLE = [
    ["Nordbolt AB", "Anna Berg", "anna@nordbolt.example", "Sverige"],
    ["Van Dael BV", None, "verkoop@vandael.example", "NL"],
    ["Eastman Inc", None, None, None],
]
LATER, GONE = dt.date(2026, 6, 30), dt.date(2026, 3, 1)


def quote(number: str, supplier: str, price: float | None, **more: object) -> list[object]:
    at = {"item": "S-1", "until": LATER, "days": 14, "status": None, "reason": None} | more
    return [number, supplier, at["item"], "Seal", 100, "pcs", price, "EUR", dt.date(2026, 2, 20), at["until"],
            at["days"], at["status"], at["reason"]]  # fmt: skip


def workbook(tmp_path: Path, *quotes: list[object]) -> Path:
    lists = {"Quotes": (QUOTES, list(quotes)), "Suppliers": (SUPPLIERS, PEOPLE)}
    return write_lists(tmp_path / "award.xlsx", lists)


def told(result: Any) -> list[tuple[str, object, object]]:
    return [
        (each["supplier"], line["won"], line["reason"])
        for each in result.answer["letters"]
        for line in each["lines"]
    ]


def texts(result: Any) -> dict[str, tuple[str, str]]:
    found = {}
    for each in result.answer["letters"]:
        (path,) = each["documents"]
        message = email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default)
        found[each["supplier"]] = (str(message["Subject"]), message.get_content().replace("\r\n", "\n"))
    return found


WON = quote("Q1", "Nordbolt AB", 2.0, status="Awarded")


@pytest.mark.parametrize(
    ("lost", "reason"),
    [
        (quote("Q2", "Van Dael BV", 2.5), "price"),
        (quote("Q2", "Van Dael BV", 2.0, days=30), "lead_time"),
        (quote("Q2", "Van Dael BV", 1.5, until=GONE), "expired"),
        (quote("Q2", "Van Dael BV", None), "incomplete"),
        (quote("Q2", "Van Dael BV", 2.5, reason="Quality: sample failed"), "quality"),
        (quote("Q2", "Van Dael BV", 1.9), "overall"),
    ],
)
def test_each_reason(tmp_path: Path, lost: list[object], reason: str) -> None:
    result = call("letters", workbook(tmp_path, WON, lost))
    assert told(result) == [("Nordbolt AB", True, None), ("Van Dael BV", False, reason)]
    assert ("letter_reason_unclear" in codes(result)) == (reason == "overall")


def test_letters_in_their_language_give_nothing_of_the_others_away(tmp_path: Path) -> None:
    found = texts(call("letters", workbook(tmp_path, WON, quote("Q2", "Van Dael BV", 2.5))))
    subject, text = found["Nordbolt AB"]
    assert subject == "Tilldelning av Q1"
    assert text.startswith("Hej Anna Berg,") and "- S-1 Seal: 100 st à 2,00 EUR" in text
    assert "Van Dael" not in text and "2,5" not in text
    subject, text = found["Van Dael BV"]
    assert subject == "Uitslag van Q2"
    assert "- S-1 Seal: de totale kosten voor ons waren niet de laagste" in text
    assert "Nordbolt" not in text and "2,0" not in text


def test_one_letter_tells_what_was_won_and_what_was_lost(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        WON,
        quote("Q2", "Van Dael BV", 2.5),
        quote("Q2", "Van Dael BV", 5.0, item="S-2", status="Awarded"),
        quote("Q1", "Nordbolt AB", 9.0, item="S-2"),
        quote("Q3", "Eastman Inc", 7.0, item="S-3"),  # undecided
    )
    result = call("letters", path)
    assert sorted(told(result), key=str) == [
        ("Nordbolt AB", False, "price"),
        ("Nordbolt AB", True, None),
        ("Van Dael BV", False, "price"),
        ("Van Dael BV", True, None),
    ]
    assert len(result.answer["letters"]) == 2


def test_nobody_is_told_twice_and_a_later_award_only_what_is_new(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, WON, quote("Q2", "Van Dael BV", 2.5), quote("Q3", "Eastman Inc", 7.0, item="S-3")
    )
    call("letters", path)
    content = path.read_bytes()
    again = call("letters", path)
    assert (told(again), again.answer["changes"]) == ([], [])
    assert path.read_bytes() == content
    book = openpyxl.load_workbook(path)
    book["Quotes"]["L4"] = "Awarded"
    book.save(path)
    result = call("letters", path)
    assert told(result) == [("Eastman Inc", True, None)]
    assert "letter_without_address" in codes(result)
    assert cells(path, "Buybook letters")["B6"] == "Eastman Inc"


def test_an_order_is_an_award_and_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, WON, quote("Q2", "Van Dael BV", 2.5))
    number = call("order", path).answer["purchase_orders"][0]["po_number"]
    found = texts(call("letters", path))
    assert f"vår order {number}" in found["Nordbolt AB"][1]
    assert number not in found["Van Dael BV"][1]


def test_declined_and_undecided_quotations_get_no_letter(tmp_path: Path) -> None:
    path = workbook(tmp_path, WON, quote("Q2", "Van Dael BV", 2.5, status="Declined"))
    assert told(call("letters", path)) == [("Nordbolt AB", True, None)]
    (tmp_path / "other").mkdir()
    undecided = call("letters", workbook(tmp_path / "other", quote("Q2", "Van Dael BV", 2.5)))
    assert (told(undecided), "nothing_awarded" in codes(undecided)) == ([], True)

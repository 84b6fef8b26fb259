"""Chasing end to end: letters by supplier and language, remembered, undone, and firmer the next time."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
from workbooks import ORDERS, TODAY, Rows, call, cells, codes, order, write_lists

from buybook.run import DONE

SUPPLIERS = ["Supplier", "Contact", "E-mail", "Language"]
LISTED = [
    ["Nordbolt AB", "Anna Berg", "anna@nordbolt.example", "Swedish"],
    ["Van Dael BV", None, "inkoop@vandael.example", "Dutch"],
]
LINES = [
    order("PO-1", 1, "Nordbolt AB", 100, dt.date(2026, 3, 2)),
    order("PO-1", 2, "Nordbolt AB", 40, dt.date(2026, 6, 1), "Confirmed"),
    order("PO-2", 1, "Van Dael BV", 10, dt.date(2026, 3, 9), "Confirmed"),
    order("PO-3", 1, "Ketels BV", 25, dt.date(2026, 3, 10), "Confirmed"),
    order("PO-4", 1, "Ketels BV", 25, dt.date(2026, 3, 10), "Closed"),
]
RECEIPTS = ["Date", "PO number", "Line", "Received"]


def workbook(path: Path, lines: Rows = LINES) -> Path:
    received = [[dt.date(2026, 3, 1), "PO-1", 1, 60]]
    return write_lists(
        path,
        {"Orders": (ORDERS, lines), "Suppliers": (SUPPLIERS, LISTED), "Receipts": (RECEIPTS, received)},
    )


def letters(path: Path) -> dict[str, Any]:
    folder = path.parent / "Purchase orders"
    return {
        file.name: message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.iterdir())
    }


def test_one_letter_for_each_supplier_in_their_language(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    result = call("chase", path, _language="en")
    assert result.status == DONE
    chases: Any = result.answer["chases"]
    told = [
        (each["supplier"], each["language"], [line["po_number"] for line in each["lines"]]) for each in chases
    ]
    assert sorted(told) == [
        ("Ketels BV", "en", ["PO-3"]),
        ("Nordbolt AB", "sv", ["PO-1"]),
        ("Van Dael BV", "nl", ["PO-2"]),
    ]
    assert all(len(each["documents"]) == 1 and Path(each["documents"][0]).is_file() for each in chases)
    assert "chase_no_address" in codes(result)
    swedish = letters(path)["Påminnelse Nordbolt AB 2026-03-16.eml"]
    assert (swedish["To"], swedish["Subject"]) == ("anna@nordbolt.example", "Leverans av order PO-1")
    text = swedish.get_body().get_content()
    assert "Hej Anna Berg" in text or "Anna Berg" in text
    assert (
        "order PO-1, rad 1; A-1 Item 1; 40 återstår; 60 mottaget; skulle levereras 2026-03-02; 14 dagar sen"
        in text
    )
    assert "rad 2" not in text


def test_what_was_asked_is_kept_and_not_asked_again_at_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    call("chase", path, _language="en")
    assert cells(path, "Buybook chases")["B4"] in ("Ketels BV", "Nordbolt AB", "Van Dael BV")
    content = path.read_bytes()
    again = call("chase", path, _language="en")
    assert (again.answer["chases"], len(again.answer["resting"])) == ([], 3)  # type: ignore[arg-type]
    assert path.read_bytes() == content


def test_it_gets_firmer_and_goes_further_up_in_the_end(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    (tmp_path / "buybook.yaml").write_text("chasing:\n  escalate_to: boss@own.example\n", encoding="utf-8")
    tones = []
    for days in (0, 3, 8):
        result = call("chase", path, TODAY + dt.timedelta(days), _language="en")
        chases: Any = result.answer["chases"]
        tones.append({each["tone"] for each in chases})
    assert tones == [{1}, {2}, {3}]
    last = letters(path)["Påminnelse Nordbolt AB 2026-03-24.eml"]
    assert last["Cc"] == "boss@own.example"


def test_a_new_date_begins_anew(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    call("chase", path, _language="en")
    book = openpyxl.load_workbook(path)
    book["Orders"]["K2"] = dt.date(2026, 3, 18)
    book.save(path)
    later: Any = call("chase", path, TODAY + dt.timedelta(4), _language="en").answer["chases"]
    steps = {each["supplier"]: each["step"] for each in later}
    assert steps == {"Nordbolt AB": 1, "Van Dael BV": 2, "Ketels BV": 2}


def test_nobody_is_chased_about_what_was_confirmed_yesterday(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx", [*LINES, order("PO-5", 1, "Grip Ltd", 100, None)])

    def asked() -> set[str]:
        chases: Any = call("chase", path, _dry_run=True).answer["chases"]
        return {each["supplier"] for each in chases}

    assert "Grip Ltd" in asked()
    call("confirm", path, TODAY - dt.timedelta(3), po="PO-5", line="1", date=dt.date(2026, 3, 18))
    assert "Grip Ltd" not in asked()


def test_only_one_supplier_and_nothing_in_a_preview(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    content = path.read_bytes()
    chases: Any = call("chase", path, _language="en", _dry_run=True, supplier="van dael  bv").answer["chases"]
    assert [each["supplier"] for each in chases] == ["Van Dael BV"]
    assert path.read_bytes() == content and not (tmp_path / "Purchase orders").exists()


def test_undo_forgets_the_letters(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx")
    call("chase", path, _language="en")
    call("undo", path, _language="en")
    assert "Buybook chases" not in openpyxl.load_workbook(path).sheetnames
    assert len(call("chase", path, _language="en").answer["chases"]) == 3  # type: ignore[arg-type]


def test_a_hostile_supplier_name_stays_in_the_folder(tmp_path: Path) -> None:
    lines = [order("PO-9", 1, "../../x\r\nBcc: a@b.example", 5, dt.date(2026, 3, 2))]
    path = workbook(tmp_path / "own.xlsx", lines)
    chases: Any = call("chase", path, _language="en").answer["chases"]
    (document,) = chases[0]["documents"]
    assert Path(document).resolve().parent == (tmp_path / "Purchase orders").resolve()
    (message,) = letters(path).values()
    assert message["Bcc"] is None

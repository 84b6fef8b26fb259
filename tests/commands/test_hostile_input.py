"""Names, addresses and texts that want to do harm, through every command that lets something out of the house."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from workbooks import call, codes, line, order, write_orders

from buybook.run import WRONG_CALL, Result

DAY = dt.date
TODAY = DAY(2026, 3, 16)
CLIMBER = "../../../evil"
INJECTOR = "Nordbolt\r\nBcc: everyone@thief.example"
FORMULA = '=HYPERLINK("http://thief.example","click")'
COMMAND = "+cmd|' /C calc'!A0"
AT = "@SUM(1+1)*cmd|' /C calc'!A0"
SUPPLIERS = (CLIMBER, INJECTOR, FORMULA)
LISTS: dict[str, list[list[object]]] = {
    "Suppliers": [
        ["Supplier", "Contact", "E-mail", "Language"],
        [CLIMBER, FORMULA, "a@b.example\r\nBcc: everyone@thief.example", "Swedish"],
        [INJECTOR, "Eve\r\nBcc: everyone@thief.example", "c@d.example\nX-Evil: 1", "Dutch"],
        [FORMULA, COMMAND, "=cmd@e.example", "English"],
    ],
    "Requests": [
        ["PR No.", "Item no.", "Description", "Qty", "Unit", "Unit price", "Currency", "Supplier", "Need by", "Status"],
        *(
            [f"PR-{at}", item, text, 10, "pcs", 2.5, "EUR", supplier, DAY(2026, 5, 4), "Approved"]
            for at, (supplier, item, text) in enumerate(
                zip(SUPPLIERS, ("../A-1", "=1+1", COMMAND), (FORMULA, COMMAND, AT), strict=True), start=1
            )
        ),
    ],
    "Orders": [
        ["PO number", "Line", "Supplier", "Item no.", "Description", "Ordered qty", "Unit price", "Currency",
         "Order date", "Promised date", "Status"],
        *(
            [f"PO-2026-010{at}", 1, supplier, "=1+1", text, 20, 4.0, "EUR", DAY(2026, 1, 5), DAY(2026, 2, 2), "Sent"]
            for at, (supplier, text) in enumerate(zip(SUPPLIERS, (FORMULA, COMMAND, AT), strict=True), start=1)
        ),
    ],
    "Quotes": [
        ["Quote no.", "Supplier", "Item no.", "Description", "Qty", "Unit", "Unit price", "Currency", "Quote date",
         "Valid until", "Status"],
        *(
            [f"=Q{at}", supplier, "S-1", FORMULA, 100, "pcs", 2.0 + at, "EUR", DAY(2026, 2, 20), DAY(2026, 6, 30), said]
            for at, (supplier, said) in enumerate(zip(SUPPLIERS, ("Awarded", None, None), strict=True), start=1)
        ),
    ],
    "Invoices": [
        ["Invoice no.", "Supplier", "PO number", "Line", "Qty", "Unit price", "Amount", "Currency"],
        [FORMULA, CLIMBER, "PO-2026-0101", 1, 20, 9.0, 180, "EUR"],
    ],
}  # fmt: skip
CALLS: tuple[tuple[str, dict[str, object]], ...] = (
    ("refresh", {}),
    ("approve", {}),
    ("rfq", {"sheet": "Requests", "rows": (2, 3)}),
    ("compare", {}),
    ("negotiate", {"letter": True}),
    ("letters", {}),
    ("order", {}),
    ("confirm", {"po": "PO-2026-0101", "line": "1", "date": DAY(2026, 4, 2), "accept": True}),
    ("chase", {}),
    ("receive", {"po": "PO-2026-0101", "line": "1", "quantity": 5.0, "damaged": 2.0, "reason": FORMULA,
                 "delivery_note": COMMAND, "picture": FORMULA}),
    ("claim", {"case": "NC-2026-001", "remedy": "replacement", "note": FORMULA, "reply": COMMAND,
               "picture": INJECTOR}),
    ("match", {}),
    ("savings", {}),
    ("setup", {}),
    ("refresh", {}),
)  # fmt: skip


def write(path: Path) -> Path:
    """All lists, each text kept as text, as a buyer's own cells with an apostrophe are."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in LISTS.items():
        sheet = book.create_sheet(title)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(row, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Result]]:
    """A folder deep in another one, where every command has been run."""
    root = tmp_path_factory.mktemp("root")
    home = root / "a" / "b" / "c" / "home"
    home.mkdir(parents=True)
    path = write(home / "own.xlsx")
    return root, {verb: call(verb, path, TODAY, _language="en", **options) for verb, options in CALLS}


def files(root: Path, suffix: str = "") -> list[Path]:
    return sorted(each for each in root.rglob(f"*{suffix}") if each.is_file())


def test_every_command_did_its_work(ran: tuple[Path, dict[str, Result]]) -> None:
    _, results = ran
    assert {verb: each.failure for verb, each in results.items() if each.failure} == {}
    assert all(each.status < WRONG_CALL for each in results.values())
    made = {
        verb: len(results[verb].answer["documents"])  # type: ignore[arg-type]
        for verb in ("rfq", "negotiate", "letters", "order", "chase", "claim")
    }
    assert all(made.values()), made


def test_no_file_leaves_the_folders_that_are_ours(ran: tuple[Path, dict[str, Result]]) -> None:
    root, _ = ran
    home = root / "a" / "b" / "c" / "home"
    folders = {each.parent.relative_to(home).parts[:1] for each in files(root)}
    assert folders == {(), ("Purchase orders",), ("Buybook backups",)}
    assert [each.name for each in home.iterdir() if each.is_file()] == ["own.xlsx"]
    assert not any(each.name.startswith((".", "=", "+", "@", "~")) for each in files(root))


def live(path: Path) -> Iterator[tuple[str, str, object]]:
    """The formulas and the links of a workbook."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" or (cell.hyperlink is not None and cell.hyperlink.target):
                    yield sheet.title, cell.coordinate, cell.value


def test_no_formula_of_theirs_is_alive_anywhere(ran: tuple[Path, dict[str, Result]]) -> None:
    root, _ = ran
    books = files(root, ".xlsx")
    assert len(books) > 5
    found = [(path.name, *each) for path in books for each in live(path)]
    theirs = [
        each
        for each in found
        if any(word in str(each[-1]) for word in ("thief", "cmd", "SUM(1", "=1+1", "=Q"))
    ]
    assert theirs == []


def test_no_letter_has_a_header_or_a_reader_that_nobody_asked_for(
    ran: tuple[Path, dict[str, Result]],
) -> None:
    root, _ = ran
    letters = files(root, ".eml")
    assert len(letters) >= 8
    known = {"To", "Subject", "Date", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    for path in letters:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert set(mail.keys()) <= known, path.name
        assert "\n" not in str(mail["Subject"]), path.name
        assert [
            part.get_content_type() for part in mail.walk() if part.get_content_type() == "text/html"
        ] == []


def test_orders_from_two_copies_overwrite_nothing_and_a_number_used_twice_is_told(tmp_path: Path) -> None:
    first = write(tmp_path / "own.xlsx")
    second = write(tmp_path / "copy.xlsx")
    result = call("order", first, TODAY)
    assert "order_number_in_documents" not in codes(result)
    numbers = [each["po_number"] for each in result.answer["purchase_orders"]]  # type: ignore[attr-defined]
    assert len(set(numbers)) == len(numbers) == 3
    assert call("order", first, TODAY).answer["purchase_orders"] == []
    before = {each: each.read_bytes() for each in files(tmp_path / "Purchase orders")}
    assert "order_number_in_documents" not in codes(call("order", second, TODAY)), (
        "the same orders, made alike"
    )
    assert {each: each.read_bytes() for each in files(tmp_path / "Purchase orders")} == before
    third = write(tmp_path / "third.xlsx")
    told = call("order", third, TODAY + dt.timedelta(1))
    assert codes(told).count("order_number_in_documents") == 3
    assert {each: each.read_bytes() for each in before} == before


def test_one_supplier_with_hundreds_of_lines_gets_one_letter(tmp_path: Path) -> None:
    rows = [order("PO-1", at, "Nordbolt AB", 10, DAY(2026, 3, 2)) for at in range(1, 401)]
    path = write_orders(tmp_path / "orders.xlsx", rows, None)
    chased = call("chase", path, TODAY, _language="en")
    (chase,) = chased.answer["chases"]  # type: ignore[misc]
    assert len(chase["lines"]) == 400 and len(chase["documents"]) == 1
    confirmed = call("confirm", path, TODAY, po="PO-1")
    assert len(confirmed.answer["confirmations"]) == 400  # type: ignore[arg-type]
    received = call("receive", path, TODAY, po="PO-1", line="400", quantity=10.0)
    assert (line(received, "PO-1", "400")["status"], codes(received)) == ("received", [])


THEIRS = "+cmd|' /C theirs'!A9"
FILES = {
    "match": "Invoice no.;Supplier;PO number;Line;Qty;Unit price;Amount;Currency\n"
    f"{THEIRS};{AT};PO-2026-0102;1;20;4,00;80,00;EUR\n=1+1;{THEIRS};PO-2026-0103;1;20;4,00;80,00;EUR\n",
    "confirm": "Order no.;Pos.;Article no.;Confirmed qty;Confirmed date;Price;Comment\n"
    f"PO-2026-0102;1;=1+1;20;2026-04-01;4,00;{THEIRS}\n=1+1;1;{AT};20;2026-04-01;4,00;{THEIRS}\n",
    "quotation": "Quotation no.;Item no.;Description;Qty;Unit price;Currency;Valid until\n"
    f"{THEIRS};=1+1;{AT};100;2,50;EUR;2026-06-30\n{THEIRS};S-1;{AT};100;1,50;EUR;2026-06-30\n",
    "receive": "Delivery note;PO number;Line;Item no.;Received;Reason\n"
    f"{THEIRS};PO-2026-0102;1;=1+1;5;{AT}\n=1+1;PO-2026-0103;1;=1+1;5;{THEIRS}\n",
}


@pytest.mark.parametrize("verb", FILES)
def test_what_a_suppliers_file_says_is_text_and_never_a_formula(tmp_path: Path, verb: str) -> None:
    path = write(tmp_path / "own.xlsx")
    (tmp_path / "theirs.csv").write_text(FILES[verb], encoding="utf-8")
    more: dict[str, object] = {"supplier": AT, "accept": True} if verb == "quotation" else {}
    result = call(verb, path, TODAY, file="theirs.csv", **more)
    assert result.failure is None and result.answer["changes"], result.answer["findings"]
    assert [
        each for each in live(path) if any(word in str(each[-1]) for word in ("cmd", "=1+1", "SUM(1"))
    ] == []
    said = {
        str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row
    }
    assert (THEIRS in said) is (verb != "confirm"), "kept as the text that it is"

"""What `order` makes for the supplier: workbook, PDF and letter, in their language, with what is asked of the goods."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from workbooks import ORDERS, STANDARD, call, codes, write_lists

from buybook.commands.correspondents import country_code, language_code
from buybook.run import DONE

REQUESTS = ["PR No.", "Item no.", "Description", "Qty", "Unit", "Supplier", "Unit price", "Currency", "Need by",
            "Status", "Certificate"]  # fmt: skip
SUPPLIERS = ["Supplier no.", "Supplier", "Contact", "Email", "Address", "Postcode", "City", "Country", "Language",
             "Payment terms"]  # fmt: skip


def request(number: int, supplier: str, item: str = "B-1", certificate: str | None = None) -> list[object]:
    return [f"PR-{number}", item, f"Item {item}", 10, "pcs", supplier, 2.505, "EUR", dt.date(2026, 5, 4), "Approved",
            certificate]  # fmt: skip


def supplier(number: int, name: str, **said: object) -> list[object]:
    known = {"contact": None, "email": f"order{number}@supplier.example", "address": "Road 1", "postcode": "1234",
             "city": "Town", "country": None, "language": None, "terms": "30 days net"} | said  # fmt: skip
    return [number, name, *known.values()]


def workbook(path: Path, requests: list[list[object]], suppliers: list[list[object]]) -> Path:
    items = (["Item no.", "Description", "Stock on hand", "Reorder point", "Specification"],
             [["B-1", "Bolt", 5, 10, "DRW-1100 rev. C"], ["B-2", "Nut", 5, 10, None]])  # fmt: skip
    return write_lists(
        path / "buying.xlsx",
        {
            "Requests": (REQUESTS, requests),
            "Orders": (ORDERS, STANDARD),
            "Suppliers": (SUPPLIERS, suppliers),
            "Stock": items,
        },
    )


def letter(path: Path) -> email.message.EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def documents(result, place: int = 0) -> dict[str, Path]:
    return {Path(each).suffix: Path(each) for each in result.answer["purchase_orders"][place]["documents"]}


def test_an_order_is_a_workbook_a_pdf_and_a_letter_with_both(tmp_path: Path) -> None:
    path = workbook(tmp_path, [request(1, "Nordbolt AB")], [supplier(7, "Nordbolt AB", contact="Åsa Ek")])
    result = call("order", path)
    assert result.status == DONE
    made = documents(result)
    assert {suffix: each.name for suffix, each in made.items()} == {
        suffix: f"PO-2026-0104{suffix}" for suffix in (".xlsx", ".pdf", ".eml")
    }
    mail = letter(made[".eml"])
    assert (mail["To"], mail["X-Unsent"]) == ("order7@supplier.example", "1")
    assert mail["Subject"] == "Purchase order PO-2026-0104"
    body = mail.get_body().get_content()
    assert "Hello Åsa Ek," in body
    assert "Lines: 1. Total: 25.05 EUR." in body
    attached = {each.get_filename(): each.get_content() for each in mail.iter_attachments()}
    assert attached == {made[s].name: made[s].read_bytes() for s in (".xlsx", ".pdf")}
    text = text_of(made[".pdf"])
    for expected in ("Nordbolt AB", "Road 1", "1234 Town", "30 days net", "25.05", "PR-1"):
        assert expected in text


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"language": "Svenska"}, "Inköpsorder"),
        ({"language": "nl-BE", "country": "Sweden"}, "Inkooporder"),
        ({"country": "Sverige"}, "Inköpsorder"),
        ({"country": "The Netherlands"}, "Inkooporder"),
        ({"country": "NL"}, "Inkooporder"),
        ({"country": "Germany"}, "Purchase order"),
        ({"country": "België"}, "Inkooporder"),
        ({"language": "Deutsch"}, "Purchase order"),
        ({}, "Purchase order"),
    ],
)
def test_the_supplier_is_written_to_in_their_language(
    tmp_path: Path, said: dict[str, object], title: str
) -> None:
    path = workbook(tmp_path, [request(1, "Nordbolt AB")], [supplier(7, "Nordbolt AB", **said)])
    result = call("order", path)
    made = documents(result)
    assert title in text_of(made[".pdf"])
    assert openpyxl.load_workbook(made[".xlsx"]).active.title == title
    assert letter(made[".eml"])["Subject"].startswith(title)
    assert ("supplier_language_unknown" in codes(result)) == (said.get("language") == "Deutsch")


def test_the_setting_decides_where_the_list_says_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, [request(1, "Nordbolt AB")], [supplier(7, "Nordbolt AB")])
    (tmp_path / "buybook.yaml").write_text(
        "purchase_orders: {language: sv, formats: [pdf]}", encoding="utf-8"
    )
    made = documents(call("order", path))
    assert list(made) == [".pdf"]
    assert "Inköpsorder" in text_of(made[".pdf"])


def test_specification_and_certificates_come_from_the_row_or_the_article(tmp_path: Path) -> None:
    rows = [request(1, "Nordbolt AB", "B-1", "EN 10204 3.1"), request(2, "Nordbolt AB", "B-2")]
    made = documents(call("order", workbook(tmp_path, rows, [supplier(7, "Nordbolt AB")])))
    text = text_of(made[".pdf"])
    assert text.count("Specification: DRW-1100 rev. C") == 1
    assert text.count("Certificates: EN 10204 3.1") == 1
    cells = [cell.value for row in openpyxl.load_workbook(made[".xlsx"]).active.iter_rows() for cell in row]
    assert "Item B-1\nSpecification: DRW-1100 rev. C\nCertificates: EN 10204 3.1" in cells
    assert "Item B-2" in cells


def test_a_supplier_without_an_address_gets_a_draft_without_one_and_the_buyer_is_told(tmp_path: Path) -> None:
    rows = [supplier(7, "Nordbolt AB", email="ask Åsa")]
    result = call("order", workbook(tmp_path, [request(1, "Nordbolt AB")], rows))
    assert "supplier_without_email" in codes(result)
    assert letter(documents(result)[".eml"])["To"] is None


def test_letters_that_the_pdf_has_not_are_told(tmp_path: Path) -> None:
    result = call("order", workbook(tmp_path, [request(1, "漢字 Ltd")], [supplier(7, "漢字 Ltd")]))
    (told,) = [each for each in result.answer["findings"] if each["code"] == "pdf_letters_missing"]
    assert "漢 字" in told["text"]


def test_nothing_leaves_the_folder_and_nothing_is_injected(tmp_path: Path) -> None:
    name = "../../evil\r\nBcc: everyone@example.com"
    address = "a@b.example\r\nBcc: thief@example.com, c@d.example"
    row = request(1, name)
    row[2] = '=HYPERLINK("http://evil.example","click")'
    inside = tmp_path / "in"
    inside.mkdir()
    path = workbook(inside, [row], [supplier(7, name, email=address, contact="x\r\nBcc: y@z.example")])
    before = {each for each in tmp_path.rglob("*") if each.is_file()}
    result = call("order", path)
    made = documents(result)
    new = {each for each in tmp_path.rglob("*") if each.is_file()} - before
    folders = {each.parent for each in new}
    assert folders <= {inside / "Purchase orders", inside / "Buybook backups"}
    mail = letter(made[".eml"])
    assert mail["Bcc"] is None
    assert mail["To"] == "a@b.example, thief@example.com, c@d.example"
    book = openpyxl.load_workbook(made[".xlsx"])
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


def test_the_same_orders_twice_make_no_second_file(tmp_path: Path) -> None:
    path = workbook(tmp_path, [request(1, "Nordbolt AB")], [supplier(7, "Nordbolt AB")])
    content = path.read_bytes()
    first = documents(call("order", path))
    path.write_bytes(content)
    assert documents(call("order", path)) == first
    assert len(list((tmp_path / "Purchase orders").iterdir())) == 3


@pytest.mark.parametrize(
    ("written", "code"), [("UK", "GB"), ("sverige", "SE"), ("Duitsland", "DE"), ("de", "DE"), ("Atlantis", None)]
)  # fmt: skip
def test_countries_are_known_by_name_and_code(written: str, code: str | None) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("written", "code"), [("Engels", "en"), ("sv-SE", "sv"), ("NL", "nl"), ("Français", None)]
)  # fmt: skip
def test_languages_are_known_by_name_and_code(written: str, code: str | None) -> None:
    assert language_code(written) == code


def test_a_peppol_order_is_made_or_what_it_lacks_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, [request(1, "Nordbolt AB")], [supplier(7, "Nordbolt AB")])
    settings = tmp_path / "buybook.yaml"
    settings.write_text("purchase_orders: {formats: [ubl]}", encoding="utf-8")
    lacking = call("order", path, _dry_run=True)
    assert {"ubl_company_name", "ubl_company_peppol_id", "ubl_supplier_peppol_id"} <= set(codes(lacking))
    book = openpyxl.load_workbook(path)
    book["Suppliers"].cell(1, 11, "Peppol ID")
    book["Suppliers"].cell(2, 11, "0007:5567321707")
    book.save(path)
    settings.write_text(
        "purchase_orders: {formats: [ubl], company: {name: Our Ltd, peppol_id: '0088:7300010000001'}}",
        encoding="utf-8",
    )
    made = documents(call("order", path))
    assert list(made) == [".xml"]
    assert b"0088" in made[".xml"].read_bytes()

"""Purchase orders as PDF: text that can be read back, sums to the cent, pages with their titles, hostile text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from document_examples import line
from pypdf import PdfReader

from buybook.documents.order_content import Party
from buybook.documents.pdf import PLAIN, missing_letters, printable, width, wrapped
from buybook.documents.purchase_order_pdf import purchase_order_pdf
from buybook.vocabulary import LANGUAGES, words


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def read(number: str, language: str) -> Decimal:
    thousands, point = {"sv": (" ", ","), "nl": (".", ",")}.get(language, (",", "."))
    return Decimal(number.replace("\u00a0", " ").replace(thousands, "").replace(point, "."))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_about_the_order_can_be_read_in_it(order, language):
    document = order(
        line(supplier_item_number="LL-7", price_per=Decimal(100), discount=Decimal(5),
             specification="DRW-7 rev. C", certificates="EN 10204 3.1", change="was 10"),
        supplier=Party("Źródło Sp. z o.o.", ("Łódź", "Växjö"), number="1004", email="a@b.example"),
        reference="PR-1", buyer="Jane", incoterm="FCA Łódź", payment_terms="30 days net", revision="2",
        remarks="Mark every parcel.", changes=("Line 20 cancelled.",), delivery_address=("Our Ltd", "Gate 3"),
    )  # fmt: skip
    w = words(language)
    (text,) = pages_of(purchase_order_pdf(document, w))
    label = w.labels("purchase_order")
    for expected in (
        "Źródło Sp. z o.o.", "Łódź", "Växjö", "1004", "a@b.example", "Gate 3", "PR-1", "Jane", "FCA Łódź",
        "30 days net", "PO26-0455", "LL-7", "20-1100", "Shaft 28×310", "2026-12-04", "Mark every parcel.", "was 10",
        "Line 20 cancelled.", "Harrowmere Pumps Ltd", "GB000000000", label["title"], label["changes"],
        f"{label['specification']}: DRW-7 rev. C", f"{label['certificates']}: EN 10204 3.1",
        label["page"].format(page=1, pages=1),
    ):  # fmt: skip
        assert expected in text, expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_total_is_the_sum_of_the_amounts_to_the_cent(order, language):
    lines = tuple(
        line(str(n), description=f"Item {n}", amount=Decimal(n) * Decimal("1234.565")) for n in range(1, 120)
    )
    document = order(*lines)
    texts = pages_of(purchase_order_pdf(document, words(language)))
    number = r"\d[\d.,\u00a0]*" if language != "sv" else r"\d[\d \u00a0]*,\d\d"
    text = "\n".join(texts)
    amounts = [read(found, language) for found in re.findall(rf"^({number})$", text, re.MULTILINE)]
    cents = [amount for amount in amounts if -amount.as_tuple().exponent == 2]
    expected = [each.amount.quantize(Decimal("0.01"), "ROUND_HALF_UP") for each in lines]
    assert set(expected) <= set(cents)
    assert document.total in cents
    assert document.total == sum(expected)


def test_every_page_has_the_titles_and_its_number(order):
    document = order(*(line(str(n)) for n in range(1, 200)))
    w = words("en")
    texts = pages_of(purchase_order_pdf(document, w))
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Description" in text
        assert "PO26-0455" in text
    assert sum("Total GBP" in text for text in texts) == 1
    assert "Total GBP" in texts[-1]


def test_every_line_of_a_thousand_stands_on_a_page_once(order):
    document = order(*(line(str(n), description=f"Item<{n}>") for n in range(1, 1_001)))
    found = re.findall(r"Item<(\d+)>", "\n".join(pages_of(purchase_order_pdf(document, words("en")))))
    assert found == [str(n) for n in range(1, 1_001)]


def test_the_same_order_gives_the_same_bytes(order):
    assert purchase_order_pdf(order(), words("sv")) == purchase_order_pdf(order(), words("sv"))
    assert purchase_order_pdf(order(), words("sv")) != purchase_order_pdf(order(remarks="X"), words("sv"))


def test_columns_without_a_value_are_left_out(order):
    (text,) = pages_of(purchase_order_pdf(order(line()), words("en")))
    assert "Disc." not in text
    assert "Your item no." not in text


def test_an_order_without_lines_or_names_still_makes_a_document(order):
    empty = replace(order(), lines=(), company=Party(""), supplier=Party(""))
    (text,) = pages_of(purchase_order_pdf(empty, words("nl")))
    assert "Totaal GBP" in text


def test_text_of_any_length_and_kind_stays_on_its_page(order):
    hostile = "\u202eevil\u202c\x00\x1b[31m " + "x" * 5_000
    document = order(
        line(description=hostile, item_number=hostile, unit=hostile, specification=hostile, change=hostile),
        line("20", quantity=Decimal(10) ** 14, amount=Decimal(10) ** 18, unit_price=Decimal("0.000001")),
        supplier=Party(hostile, (hostile,) * 50), remarks=hostile, changes=(hostile,) * 9, incoterm=hostile,
    )  # fmt: skip
    texts = pages_of(purchase_order_pdf(document, words("en")))
    assert "1,000,000,000,000,000,000.00" in " ".join(texts)
    assert all("\u202e" not in text and "\x1b" not in text for text in texts)
    assert 1 <= len(texts) <= 6


def test_letters_that_the_font_has_not_are_told_and_marked():
    assert missing_letters(["Łódź Växjö ĳ Αθήνα Москва €", "汉字 汉"]) == "汉字"
    assert printable("a汉b") == "a\ufffdb"


def test_lines_are_broken_between_words_and_never_wider_than_the_room():
    text = "Packing for gearboxes, " + "EPDM" * 40 + " black"
    for room in (40.0, 90.0, 400.0):
        lines = wrapped(text, room, PLAIN, 9.0)
        assert all(width(each, PLAIN, 9.0) <= room for each in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")

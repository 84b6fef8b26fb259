"""Suppliers as those one writes to."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbooks import TODAY, write_lists

from buybook.commands.correspondents import Correspondent, correspondent
from buybook.commands.job import Job
from buybook.engine import open_book
from buybook.settings import load
from buybook.vocabulary import words
from buybook.workbook.opening import read_workbook

TITLES = [
    "Supplier no.",
    "Supplier",
    "Contact",
    "E-mail",
    "Language",
    "Country",
    "Address",
    "Postal code",
    "City",
]
SUPPLIERS = [
    [
        "S1",
        "Nordbolt AB",
        "Anna Berg",
        "anna@nordbolt.example",
        None,
        "Sweden",
        "Storgatan 1",
        "411 01",
        "Göteborg",
    ],
    ["S2", "Van Dael BV", None, None, "Dutch", "Belgium", None, None, None],
    ["S3", "Kowalski Sp.", None, None, None, "Polen", None, None, None],
    ["S4", "Chen Ltd", None, None, "zh", "CN", None, None, None],
    ["S5", "Lokal AB", None, None, None, None, None, None, None],
]


def found(path: Path, supplier: str, language: str = "sv") -> Correspondent:
    write_lists(path, {"Suppliers": (TITLES, SUPPLIERS)})
    book = open_book(path, read_only=True)
    try:
        settings = load(None)
        job = Job(read_workbook(book, settings, language), settings, words(language), TODAY)
        return correspondent(job, supplier)
    finally:
        book.close()


@pytest.mark.parametrize(
    ("supplier", "language"),
    [
        ("nordbolt ab", "sv"),  # by country
        ("Van Dael BV", "nl"),  # as the list says
        ("Kowalski Sp.", "en"),  # none of ours by country
        ("Chen Ltd", "en"),  # a language that Buybook does not write
        ("Lokal AB", "nl"),  # nothing said: as the workbook
        ("Nobody", "nl"),
    ],
)
def test_the_language_that_a_supplier_is_written_to_in(tmp_path: Path, supplier: str, language: str) -> None:
    assert found(tmp_path / "list.xlsx", supplier, "nl").words.language == language


def test_what_the_list_says_of_a_supplier(tmp_path: Path) -> None:
    known = found(tmp_path / "list.xlsx", "Nordbolt AB")
    assert known.country == "SE"
    assert (known.party.contact, known.party.email, known.party.number) == (
        "Anna Berg",
        "anna@nordbolt.example",
        "S1",
    )
    assert known.party.address == ("Storgatan 1", "411 01 Göteborg", "Sweden")

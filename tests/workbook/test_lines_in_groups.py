"""Where lists of lines in groups end: head lines, subtotals and blank rows between, and what stands beneath."""

from __future__ import annotations

import pytest
from layouts import drawn

from buybook.vocabulary import all_words
from buybook.workbook.recognise import recognise
from buybook.workbook.recognise.titles import plain_phrases
from buybook.workbook.tables import Area, RecognisedTable

TITLES = {
    "en": "PO no. | Line | Item no. | Description | Order date | Qty | Unit price | Amount | Comment",
    "sv": "Ordernr | Rad | Artikelnr | Benämning | Orderdatum | Antal | À-pris | Belopp | Anm.",
    "nl": "Ordernr | Regel | Artikelnr | Omschrijving | Besteldatum | Aantal | Prijs | Bedrag | Opmerking",
}
SUBTOTALS = {
    "en": ["Subtot.", "Subtotal Berg", "Sub-total:", "Together"],
    "sv": ["Delsumma", "Delsum. Berg", "Summa Berg", "Tillsammans"],
    "nl": ["Subtot.", "Subtotaal Berg", "Tussentotaal:", "Samen"],
}
GRAND = {"en": "Grand total", "sv": "Slutsumma", "nl": "Eindtotaal"}
TOTAL = {"en": "TOTAL", "sv": "TOTALT", "nl": "TOTAAL"}
WIDTH = 9
AMOUNT = 7
LANGUAGES = ["en", "sv", "nl"]


def row(*cells: tuple[int, object]) -> str:
    """A row with values in some of its cells, counted from 0."""
    values = dict(cells)
    return " | ".join(str(values.get(place, "")) for place in range(WIDTH))


def lines(count: int, first: int = 0) -> list[str]:
    numbers = range(first, first + count)
    return [
        f"24{n:03} | 10 | A-{n:03} | Bolt M{n + 4} | 2026-01-{n + 1:02} | {10 + n} | 2.5 | {25 + 2.5 * n} | "
        for n in numbers
    ]


def group(head: str, count: int, first: int, word: str, place: int, *, blank: bool) -> list[str]:
    """A head line, lines, their subtotal with its word in a column, and a blank row where there are any."""
    amount = sum(25 + 2.5 * n for n in range(first, first + count))
    rows = [row((0, head)), *lines(count, first), row((place, word), (AMOUNT, amount))]
    return [*rows, ""] if blank else rows


def groups(
    language: str, word: str, place: int, *, blank: bool, sizes: tuple[int, ...] = (3, 1, 2)
) -> list[str]:
    rows = [TITLES[language]]
    for number, size in enumerate(sizes):
        head = f"2011{number}  Berg {number}"
        rows += group(head, size, sum(sizes[:number]), word, place, blank=blank)
    return rows


def found(rows: list[str], merges: tuple[Area, ...] = ()) -> RecognisedTable:
    """The list under the first row of titles."""
    tables = recognise([drawn("\n".join(rows), "Orders", merges)], all_words()).tables
    return next(table for table in tables if table.header_row == 1)


def read_lines(table: RecognisedTable) -> list[int]:
    return [n for n in range(table.first_row, table.last_row + 1) if n not in table.total_rows]


def expected(rows: list[str], upto: int | None = None) -> list[int]:
    """The rows that are lines; blank rows between are none, and nothing is read of them."""
    return [n for n, text in enumerate(rows[:upto], 1) if text.startswith("24")]


def is_as_drawn(rows: list[str], table: RecognisedTable, upto: int | None = None) -> bool:
    meant = expected(rows, upto)
    blank = {n for n, text in enumerate(rows, 1) if not text.strip(" |")}
    return table.last_row == meant[-1] and [n for n in read_lines(table) if n not in blank] == meant


@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("place", [3, 6, 8, 1])
@pytest.mark.parametrize(
    ("language", "word"), [(each, word) for each in LANGUAGES for word in SUBTOTALS[each][:3]]
)
def test_subtotals_end_no_list_wherever_their_word_stands(
    language: str, word: str, place: int, blank: bool
) -> None:
    rows = groups(language, word, place, blank=blank)
    assert is_as_drawn(rows, found(rows))


@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_word_where_numbers_stand_labels_a_sum(language: str, blank: bool) -> None:
    rows = groups(language, SUBTOTALS[language][3], 6, blank=blank)
    assert is_as_drawn(rows, found(rows))


def test_the_last_group_has_its_subtotal_below_it() -> None:
    rows = groups("nl", "Subtot.", 6, blank=False)
    table = found(rows)
    assert len(rows) in table.total_rows and table.last_row == len(rows) - 1


@pytest.mark.parametrize("blank", [True, False])
def test_merged_head_lines(blank: bool) -> None:
    rows = groups("nl", "Subtot.", 6, blank=blank)
    heads = [n for n, text in enumerate(rows, 1) if text.startswith("2011")]
    merges = tuple(Area(n, 1, n, WIDTH) for n in heads)
    assert is_as_drawn(rows, found(rows, merges))


@pytest.mark.parametrize("language", LANGUAGES)
def test_subtotals_and_head_lines_may_stand_by_themselves(language: str) -> None:
    rows = [TITLES[language]]
    for number in range(3):
        head, *inner, total = group(f"2011{number}  Berg", 2, 2 * number, "Subtot.", 6, blank=False)
        rows += [head, "", *inner, "", total, ""]
    assert is_as_drawn(rows, found(rows))


def test_a_subtotal_and_the_next_head_line_below_a_blank_row_are_no_lines() -> None:
    rows = [TITLES["sv"], *lines(3), "", row((3, "Delsumma"), (AMOUNT, 82.5)), row((0, "Berg")), ""]
    rows += lines(2, 3)
    assert is_as_drawn(rows, found(rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_group_only(language: str) -> None:
    rows = groups(language, "Subtot.", 6, blank=True, sizes=(3,))
    assert is_as_drawn(rows, found(rows))


SUMMARY = {
    "en": ["Supplier | Amount", "Berg 0 | 82.5", "Berg 1 | 32.5", "Berg 2 | 72.5"],
    "sv": ["Leverantör | Belopp", "Berg 0 | 82.5", "Berg 1 | 32.5", "Berg 2 | 72.5"],
    "nl": ["Leverancier | Bedrag", "Berg 0 | 82.5", "Berg 1 | 32.5", "Berg 2 | 72.5"],
}
REMARKS = {
    "en": ["Remarks", "Deliveries on working days only", "Prices without VAT", "Approved by: J. Berg"],
    "sv": ["Anmärkningar", "Leveranser endast på vardagar", "Priser utan moms", "Attesteras: J. Berg"],
    "nl": ["Opmerkingen", "Leveringen alleen op werkdagen", "Prijzen zonder btw", "Akkoord: J. Berg"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("beneath", [SUMMARY, REMARKS], ids=["summary", "remarks"])
@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("sizes", [(3,), (3, 1, 2)])
def test_what_stands_beneath_is_outside(
    language: str, beneath: dict[str, list[str]], total: bool, sizes: tuple[int, ...]
) -> None:
    rows = groups(language, "Subtot.", 6, blank=True, sizes=sizes)
    rows += [row((6, TOTAL[language]), (AMOUNT, 187.5)), ""] if total else []
    rows += beneath[language]
    assert is_as_drawn(rows, found(rows))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("word", [GRAND, TOTAL], ids=["grand total", "total below subtotals"])
def test_lines_below_the_total_of_all_are_of_something_else(
    language: str, word: dict[str, str], blank: bool
) -> None:
    rows = groups(language, SUBTOTALS[language][0], 6, blank=blank)
    rows += [row((6, word[language]), (AMOUNT, 187.5)), "", row((0, "Archive 2025"))]
    upto = len(rows)
    rows += lines(3, 10)
    assert is_as_drawn(rows, found(rows), upto)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("last_too", [True, False])
def test_a_total_of_all_that_comes_again_is_of_groups(language: str, last_too: bool) -> None:
    rows = groups(language, GRAND[language], 6, blank=True)
    rows = rows if last_too else rows[:-2]
    assert is_as_drawn(rows, found(rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_totals_without_a_word_of_groups_go_on_with_similar_lines(language: str) -> None:
    rows = [TITLES[language], *lines(3), row((6, TOTAL[language]), (AMOUNT, 82.5)), "", *lines(2, 3)]
    assert is_as_drawn(rows, found(rows))


def test_words_of_parts_and_wholes_are_words_of_totals() -> None:
    for words in all_words():
        totals = plain_phrases([words], "total")
        parts, wholes = (plain_phrases([words], f"total.{each}") for each in ("of_groups", "of_all"))
        assert parts <= totals and wholes <= totals and not parts & wholes


CODES = {
    "en": [
        "Defect code | Description",
        "D | Dimension",
        "S | Surface",
        "Q | Quantity",
        "P | Packing",
        "N | Document no.",
    ],
    "sv": ["Felkod | Text", "M | Mått", "Y | Yta", "A | Antal", "E | Emballage", "D | Datum"],
    "nl": [
        "Foutcode | Omschrijving",
        "M | Maat",
        "O | Oppervlak",
        "A | Aantal",
        "V | Verpakking",
        "D | Datum",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_codes_holds_words_that_are_titles_elsewhere(language: str) -> None:
    tables = recognise([drawn("\n".join(CODES[language]), "Codes")], all_words()).tables
    assert [(table.header_row, table.last_row) for table in tables] == [(1, len(CODES[language]))]


def test_another_list_right_below_ends_one_of_texts() -> None:
    rows = [
        "Supplier | Contact",
        "Berg AB | Eva Lind",
        "Visser BV | Jan Bos",
        "",
        "Item no. | Qty",
        "A-1 | 10",
        "A-2 | 5",
    ]
    tables = recognise([drawn("\n".join(rows))], all_words()).tables
    assert [(table.header_row, table.last_row) for table in tables] == [(1, 3), (5, 7)]

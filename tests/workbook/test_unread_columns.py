"""Words among the figures of a column that is not read are told; other unread columns are left in peace."""

from reading_lists import ORDER_FIELDS, ORDER_TITLES, read, table

from buybook.findings import Finding

GOOD = ["4501", "Acme AB", "A-1", 10.0, 2.5, None]


def told(values: list[object]) -> list[Finding]:
    rows = [[*GOOD, value] for value in values]
    _, findings = read(table(rows, [*ORDER_FIELDS, None], [*ORDER_TITLES, "Vikt"]))
    return [finding for finding in findings if finding.code == "words_among_figures"]


def test_words_among_weights_are_told_by_cell() -> None:
    found = told([12.5, "7,25", "12 kg", "See DN-304", 3.0, 4.0, "Weighed apart", 5.0, 6.0, 7.0, None, ""])
    assert [(finding.cell, finding.values["value"]) for finding in found] == [
        ("H9", "See DN-304"),
        ("H12", "Weighed apart"),
    ]


def test_a_column_of_words_is_left_in_peace() -> None:
    assert told(["red", "green", "blue"] * 4) == []
    assert told(["red"] * 7 + [1.0] * 5) == [], "mostly words"


def test_too_few_cells_prove_nothing() -> None:
    assert told([1.0, 2.0, "later"]) == []

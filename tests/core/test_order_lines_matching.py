"""Which order line a receipt is for."""

import pytest
from order_tables import codes, judge, order, quantities, receipt, row

from buybook.core.matching import code_key, line_key


@pytest.mark.parametrize(
    ("value", "key"), [("0010", "10"), ("10", "10"), (10.0, "10"), (" 1A ", "1a"), ("10.0", "10"), ("", None)]
)
def test_line_numbers_compare_by_value(value: object, key: str | None) -> None:
    assert line_key(value) == key


def test_codes_keep_their_zeros_but_not_case_or_spaces() -> None:
    assert code_key(" Po 00-1\u00a0") == "po00-1"
    assert code_key("0010") != code_key("10")


def received(orders: list[dict[str, object]], *came: dict[str, object]) -> tuple[list[float], list[str]]:
    result = judge(orders, list(came))
    known = {"receipt_unmatched", "receipt_unknown_order", "receipt_unknown_line", "receipt_without_order"}
    known |= {"receipt_order_suggested", "wrong_item_received"}
    return result.frame["quantity_received"].tolist(), [code for code in codes(result) if code in known]


TWO = [order(), order(po_line="20", item_number="B", description="Bolt")]


def test_order_and_line_numbers_are_compared_loosely() -> None:
    assert received(TWO, receipt(1, po_number="po - 1", po_line="0020")) == ([0, 1], [])
    assert received([order(po_number=None, purchase_order="PO-1")], receipt(1)) == ([1], [])


def test_without_a_line_the_article_decides() -> None:
    assert received(TWO, receipt(1, po_line=None, item_number="b")) == ([0, 1], [])


def test_without_line_and_article_a_single_line_or_the_description_decides() -> None:
    assert received([order()], receipt(1, po_line=None)) == ([1], [])
    assert received(TWO, receipt(1, po_line=None, description="bolt")) == ([0, 1], [])
    assert received(TWO, receipt(1, po_line=None)) == ([0, 0], ["receipt_unmatched"])


def test_several_lines_for_one_article_are_not_guessed_between() -> None:
    same = [order(), order(po_line="20")]
    assert received(same, receipt(1, po_line=None, item_number="A-1")) == ([0, 0], ["receipt_unmatched"])


def test_unknown_orders_and_lines_count_nowhere() -> None:
    assert received(TWO, receipt(1, po_number="PO-9")) == ([0, 0], ["receipt_unknown_order"])
    assert received(TWO, receipt(1, po_line="30")) == ([0, 0], ["receipt_unknown_line"])
    result = judge(TWO, [receipt(1, po_line="30")])
    finding = result.findings[0]
    assert (finding.table, finding.row, finding.field) == (2, 2, "po_line")
    assert finding.values == {"po": "PO-1", "line": "30"}


def test_a_receipt_without_order_is_only_told() -> None:
    lost = receipt(1, po_number=None, po_line=None, supplier="acme", item_number="a-1")
    assert received([order()], lost) == ([0], ["receipt_order_suggested"])
    assert received([order(), order(po_line="20")], lost)[1] == ["receipt_without_order"]
    assert received([order(status="closed")], lost)[1] == ["receipt_without_order"]
    assert received([order(supplier="Other")], lost)[1] == ["receipt_without_order"]


def test_lines_without_numbers_are_named_by_their_place() -> None:
    lines = [order(po_line=None), order(po_line=None, item_number="B"), order(po_number="2", po_line=None)]
    assert judge(lines).frame["po_line"].tolist() == ["1", "2", "1"]
    assert received(lines, receipt(1, po_line="2")) == ([0, 1, 0], [])
    assert received(lines, receipt(1, po_line="10", item_number="B")) == ([0, 1, 0], [])


def test_a_place_already_taken_gives_the_next_number() -> None:
    lines = [order(po_line="2"), order(po_line=None), order(po_line="3"), order(po_line=None)]
    assert judge(lines).frame["po_line"].tolist() == ["2", "4", "3", "5"]


def test_the_place_in_the_order_is_that_on_the_sheet() -> None:
    lines = [order(po_line=None, _row=9), order(po_line=None, item_number="B", _row=4)]
    assert judge(lines).frame["po_line"].tolist() == ["2", "1"]


def test_without_line_numbers_anywhere_rows_of_an_article_are_schedule_lines() -> None:
    lines = [order(po_line=None), order(po_line=None, quantity_ordered=5)]
    assert received(lines, receipt(12, po_line=None, item_number="A-1")) == ([10, 2], [])
    assert received(lines, receipt(3, po_line="2", item_number="A-1")) == ([0, 3], [])


def test_rows_without_an_order_are_lines_of_their_own() -> None:
    lines = [order(po_number=None, po_line=None), order(po_number=None, po_line=None)]
    result = judge(lines, [receipt(1, po_number="PO-1")])
    assert result.frame["line"].nunique() == 2 and result.frame["po_line"].tolist() == [None, None]


def test_one_line_number_for_two_articles_is_two_lines() -> None:
    lines = [order(), order(item_number="B")]
    assert received(lines, receipt(3, item_number="B")) == ([0, 3], [])
    assert received(lines, receipt(3)) == ([0, 0], ["receipt_unmatched"])
    schedule = [order(), order(item_number=None)]
    assert received(schedule, receipt(12)) == ([10, 2], [])


def test_another_article_on_the_line_is_flagged_and_counts() -> None:
    assert received([order()], receipt(3, item_number="Z")) == ([3], ["wrong_item_received"])
    assert row(judge([order()], [receipt(3, item_number="Z")]))["flags"] == ("wrong_item",)
    theirs = order(supplier_item_number="z")
    assert received([theirs], receipt(3, item_number="Z")) == ([3], [])
    assert received([order(item_number=None)], receipt(3, item_number="Z")) == ([3], [])


def test_the_finding_names_the_article_ordered_whichever_row_has_it() -> None:
    result = judge([order(item_number=None), order()], [receipt(3, item_number="Z")])
    finding = next(found for found in result.findings if found.code == "wrong_item_received")
    assert (finding.values["item"], finding.values["ordered_item"]) == ("Z", "A-1")


def test_quantities_of_the_matched_line_only_change() -> None:
    result = judge(TWO, [receipt(4), receipt(1, po_line="20")])
    assert quantities(result)[0] == 4 and quantities(result, 1)[0] == 1

"""What a short verdict in a receipt's inspection column makes of the goods."""

import pytest
from order_tables import judge, order, quantities, receipt


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inspection": "Damaged"}, (8, 0, 0, 8, 10)),
        ({"inspection": "Skadat gods"}, (8, 0, 0, 8, 10)),
        ({"inspection": "AFGEKEURD"}, (8, 0, 8, 0, 10)),
        ({"inspection": "Out of spec"}, (8, 0, 8, 0, 10)),
        ({"inspection": "Kasserad", "quantity_accepted": 6}, (8, 6, 2, 0, 4)),
        ({"inspection": "Damaged", "quantity_damaged": 2}, (8, 6, 0, 2, 4)),
        ({"inspection": "Damaged", "quantity_rejected": 0}, (8, 8, 0, 0, 2)),
        ({"inspection": "Damaged", "status": "rejected_goods"}, (8, 0, 8, 0, 10)),
        ({"inspection": "Rejected", "status": "received"}, (8, 0, 8, 0, 10)),
    ],
)
def test_a_verdict_is_on_the_whole_receipt(fields: dict[str, object], expected: tuple[float, ...]) -> None:
    assert quantities(judge([order()], [receipt(8, **fields)])) == expected


@pytest.mark.parametrize(
    "said",
    ["OK", "Not damaged", "Undamaged", "Oskadad", "Inga skador", "Geen schade", "Schadevrij", "Skada: nej",
     "2 damaged", "Delvis skadad", "Box damaged", "Damaged?", "Two of them were damaged on arrival"],
)  # fmt: skip
def test_a_denial_a_part_or_a_remark_is_no_verdict(said: str) -> None:
    assert quantities(judge([order()], [receipt(8, inspection=said)])) == (8, 8, 0, 0, 2)


def test_a_verdict_tells_two_deliveries_of_one_note_apart() -> None:
    good = receipt(4, delivery_note="D1", inspection="Passed")
    result = judge([order()], [good, good | {"inspection": "Damaged"}])
    assert quantities(result) == (8, 4, 0, 4, 6)

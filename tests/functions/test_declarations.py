"""The declarations of functions: what Excel and VBA allow, and words for all of it in every language."""

from __future__ import annotations

import pytest

from buybook.functions.texts import LONGEST, argument_meaning, meaning, signature
from buybook.registry import Argument, Function, FunctionGroup, function, functions
from buybook.vocabulary import all_words, words

EVERY = list(functions().values())


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_help_in_every_language_is_as_long_as_excel_keeps(each: Function) -> None:
    for spoken in all_words():
        texts = [meaning(each, spoken), *(argument_meaning(each, one, spoken) for one in each.arguments)]
        assert all(0 < len(text) <= LONGEST for text in texts), (spoken.language, each.name)


def test_every_argument_s_own_words_are_used() -> None:
    own = {f"{each.name}.{one.name}" for each in EVERY for one in each.arguments}
    shared = {one.name for each in EVERY for one in each.arguments}
    for spoken in all_words():
        assert set(spoken.labels("argument")) <= own | shared
        assert set(spoken.labels("function")) == {each.name for each in EVERY}


def test_a_signature_shows_what_may_be_left_out() -> None:
    quantity = functions()["BUY_ORDER_QUANTITY"]
    assert signature(quantity, words("en")) == "BUY_ORDER_QUANTITY(need, [minimum], [multiple], [pack_size])"
    assert signature(functions()["BUY_EOQ"], words("sv")) == "BUY_EOQ(demand; order_cost; holding_cost)"


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("BUY10", ("price",), "no name for a function"),
        ("OPEN_QUANTITY", ("price",), "no name for a function"),
        ("BUY_ANY_PRICE", ("currency",), "no name that VBA allows"),
        ("BUY_ANY_PRICE", ("caller",), "no name that VBA allows"),
        ("BUY_ANY_PRICE", ("amount",), "its rule takes"),
        ("BUY_EOQ", ("price",), "two functions"),
    ],
)
def test_what_cannot_be_is_refused(name: str, arguments: tuple[str, ...], told: str) -> None:
    declare = function(name, *map(Argument, arguments), group=FunctionGroup.PRICES)

    with pytest.raises(ValueError, match=told):
        declare(lambda price: price)


def test_an_optional_argument_does_not_stand_before_a_required_one() -> None:
    declare = function(
        "BUY_ANY_PRICE", Argument("price", optional=True), Argument("per"), group=FunctionGroup.PRICES
    )
    with pytest.raises(ValueError, match="before a required one"):
        declare(lambda price, per: price / per)

"""Classes whose fields never change behave as frozen dataclasses with slots do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest

from buybook.frozen import frozen


@frozen
class Price:
    """A price and what it is for."""

    amount: float
    currency: str = "EUR"
    breaks: list[int] = field(default_factory=list)
    source: str = field(default="", compare=False, repr=False)


@frozen
class Alone:
    """One field."""

    value: object


@frozen
class Nothing:
    """No field."""


@frozen
class Checked:
    """A field that is looked at."""

    share: float

    def __post_init__(self) -> None:
        if self.share > 1:
            raise ValueError("more than all")

    def __repr__(self) -> str:
        return f"{self.share:.0%}"


@dataclass(frozen=True, slots=True)
class Usual:
    """The same as Price, as the library makes it."""

    amount: float
    currency: str = "EUR"
    breaks: list[int] = field(default_factory=list)
    source: str = field(default="", compare=False, repr=False)


def test_it_takes_and_shows_what_a_dataclass_does() -> None:
    for given in ((1.5,), (1.5, "SEK"), (1.5, "SEK", [1], "x")):
        assert repr(Price(*given)) == repr(Usual(*given)).replace("Usual", "Price")
    assert Price(1, source="x").source == "x"
    assert Price(1).breaks is not Price(1).breaks
    assert [each.name for each in fields(Price)] == [each.name for each in fields(Usual)]
    assert replace(Price(1, "SEK"), amount=2) == Price(2, "SEK")
    assert repr(Nothing()) == "Nothing()"


@pytest.mark.parametrize("wrong", [(), (1, "EUR", [], "", 5)])
def test_a_wrong_call_is_told_as_usual(wrong: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match=r"Price\.__init__\(\)"):
        Price(*wrong)


def test_two_are_equal_where_the_fields_that_count_are() -> None:
    assert Price(1, source="a") == Price(1, source="b") != Price(2)
    assert Price(1) != Usual(1)
    assert Alone(1) == Alone(1) != Alone(2)
    assert {Alone(1), Alone(1), Alone(2)} == {Alone(1), Alone(2)}
    assert Nothing() == Nothing()
    missing = float("nan")
    assert Alone(missing) == Alone(missing)  # the same thing, as in a tuple
    with pytest.raises(TypeError):
        hash(Price(1))  # a list has none


def test_nothing_of_it_changes() -> None:
    price: Any = Price(1)
    with pytest.raises(FrozenInstanceError):
        price.amount = 2
    with pytest.raises(FrozenInstanceError):
        price.other = 2
    with pytest.raises(FrozenInstanceError):
        del price.amount
    assert not hasattr(price, "__dict__")


def test_a_class_keeps_the_methods_of_its_own() -> None:
    assert repr(Checked(0.5)) == "50%"
    with pytest.raises(ValueError, match="more than all"):
        Checked(2)


def test_it_is_copied_and_matched() -> None:
    price = Price(1, "SEK", [1])
    assert copy.deepcopy(price) == price == pickle.loads(pickle.dumps(price))
    match price:
        case Price(amount, currency):
            assert (amount, currency) == (1, "SEK")


def test_a_field_that_is_not_given_is_refused() -> None:
    with pytest.raises(TypeError, match="total"):

        @frozen
        class Sum:
            total: int = field(init=False)

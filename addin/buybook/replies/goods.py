"""Which rows of a supplier's list are goods: not freight, tax, totals or headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from buybook.replies.texts import begins_with, says_any
from buybook.workbook.lexicon import plain, tidy

_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_LONGEST = 6  # words of a charge's name; a longer text describes goods
_NUMBERS = ("item_number", "supplier_item_number", "manufacturer_part_number", "ean")


class What(Enum):
    """What a row is."""

    GOODS = "goods"
    CHARGE = "charge"
    TOTAL = "total"
    HEADING = "heading"


def what_is(row: Mapping[str, object], texts: tuple[str, ...]) -> What:
    """Tell what a row is by its values and by the texts that stand in it.

    A row with a number of an article is goods, unless it is plainly called freight or another charge. A row
    without one, and without a quantity to speak of, is a total where any text in it says so.
    """
    named = [str(row[name]) for name in _NUMBERS if isinstance(row.get(name), str)]
    numbered = [name for name in named if any(map(str.isdigit, name))]
    first = next((text for text in texts if any(map(str.isalpha, text))), "")
    description = str(row.get("description") or first)
    counted = _known(row.get("quantity")) and row.get("quantity") != 1
    if not numbered and any(_is_total(text) or (not counted and _says_total(text)) for text in texts):
        return What.TOTAL
    if (not numbered and _is_charge(description)) or any(_is_charge(name) for name in named):
        return What.CHARGE
    if not counted and (
        _is_called(description, "reply_sure_charges") or (not named and _says_charge(description))
    ):
        return What.CHARGE
    priced = any(
        _known(row.get(name)) for name in ("unit_price", "price_excl_vat", "list_price", "line_amount")
    )
    if not named and not priced and not _known(row.get("quantity")):
        return What.HEADING
    return What.GOODS


def _known(value: object) -> bool:
    return value is not None and value == value  # noqa: PLR0124  # NaN is no value


def _is_total(text: str) -> bool:
    return _is_called(text, "reply_totals")


def _says_total(text: str) -> bool:
    """Tell whether a short text begins with the word for a total or tax, whatever follows: "Subtotal goods"."""
    found = begins_with(_PERCENT.sub(" ", plain(tidy(text))).strip(), "reply_totals")
    return (
        found is not None
        and len(text.split()) <= _LONGEST
        and not any(map(str.isdigit, _PERCENT.sub("", text)))
    )


def _says_charge(text: str) -> bool:
    """Tell whether a short text names a charge anywhere: "Estimated freight"."""
    return says_any(text, "reply_sure_charges") and len(text.split()) <= _LONGEST


def _is_charge(text: str) -> bool:
    return _is_called(text, "reply_charges")


def _is_called(text: str, key: str) -> bool:
    """Tell whether a text is a phrase of a group, alone or with what may follow it: "Freight to Tilburg".

    "Packing cord" and "Transport belt" are goods, and so is whatever has a size: a percentage is none.
    """
    line = _PERCENT.sub(" ", plain(tidy(text))).strip(" .:*-")
    found = begins_with(line, key)
    if found is None or len(line.split()) > _LONGEST or any(map(str.isdigit, line)):
        return False
    rest = line[found.end() :].strip(" .:*-(&/+")
    return not rest or begins_with(rest, "reply_after_charge") is not None or _is_called(rest, key)

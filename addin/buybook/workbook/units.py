"""Units of quantity, and the words that buyers write for them."""

from __future__ import annotations

from functools import cache, lru_cache

from buybook.workbook.lexicon import phrases, tidy

# The canonical names. Rules convert between those that measure the same; see core/units.py.
UNITS = (
    "pcs", "100pcs", "1000pcs",
    "mg", "g", "kg", "t",
    "mm", "cm", "m", "km", "m2", "m3",
    "ml", "dl", "l",
    "h",
    "box", "pack", "pallet", "roll", "pair", "set", "bag", "drum", "sheet", "bottle",
)  # fmt: skip


@cache
def _by_word() -> dict[str, str]:
    return {word: unit for unit in UNITS for word in (unit, *phrases(f"unit.{unit}"))}


@lru_cache(maxsize=4096)
def read_unit(text: str) -> str | None:
    """Give the canonical unit of a word such as "st." or "stuks"; None when it is no unit that we know."""
    word = tidy(text).casefold()
    return _by_word().get(word) or _by_word().get(word.rstrip("."))


@lru_cache(maxsize=4096)
def unit_of_cell(text: str) -> str:
    """Give the canonical unit of a cell such as "/st" or "kr per kg", and the cell's text when it is none."""
    word = tidy(text)
    unit = read_unit(word)
    if unit is None and word.startswith("/"):
        unit = read_unit(word[1:])
    return unit or word

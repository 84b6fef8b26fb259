"""Units: which measures convert into each other, and by how much, exactly.

The canonical names are those that the reader gives. Measures of one dimension convert by powers of ten.
A pack (box, roll, pallet ...) converts only with a pack size, which says how many of the other unit it holds.
Whatever else stands in a unit column converts into itself only.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

_MEASURES: Mapping[str, tuple[str, Decimal]] = MappingProxyType(
    {
        unit: (dimension, Decimal(factor))
        for dimension, units in {
            "count": {"pcs": "1", "100pcs": "100", "1000pcs": "1000"},
            "mass": {"mg": "0.000001", "g": "0.001", "kg": "1", "t": "1000"},
            "length": {"mm": "0.001", "cm": "0.01", "dm": "0.1", "m": "1", "km": "1000"},
            "volume": {"ml": "0.001", "cl": "0.01", "dl": "0.1", "l": "1", "m3": "1000"},
            "area": {"m2": "1"},
            "time": {"h": "1"},
        }.items()
        for unit, factor in units.items()
    }
)

PACKS = frozenset(
    {"box", "pack", "pallet", "roll", "pair", "set", "bag", "drum", "sheet", "bottle"}
)  # a pair is listed here: sellers mean two pieces, or two pairs, or one; only a pack size settles it

# A pack size beside one of these is what it holds; beside a roll or a bottle it is how many come in a carton.
CONTAINERS = frozenset({"box", "pack", "pallet", "bag", "drum"})

# "Per 100" is a way to state a price. Quantities beside such a price are pieces.
_PRICE_UNITS: Mapping[str, tuple[str, Decimal]] = MappingProxyType(
    {"100pcs": ("pcs", Decimal(100)), "1000pcs": ("pcs", Decimal(1000))}
)


def price_unit(unit: str | None) -> tuple[str | None, Decimal]:
    """Split a unit that a price is stated in into the unit of quantities and how many of it the price is for.

    >>> price_unit("100pcs"), price_unit("kg")
    (('pcs', Decimal('100')), ('kg', Decimal('1')))
    """
    return _PRICE_UNITS.get(unit or "", (unit, Decimal(1)))


def same_unit(one: str | None, other: str | None) -> bool:
    """Tell whether two units are the same, whatever their case and spacing; an unknown unit equals any."""
    return one is None or other is None or _folded(one) == _folded(other)


def factor(source: str | None, target: str | None, pack_size: Decimal | None = None) -> Decimal | None:
    """Tell how many `target` units one `source` unit is, None when nobody can know.

    A unit that is not stated is taken to be the other one. `pack_size` is how many of the other unit a pack
    holds; it is used only between a pack and something that is no pack.

    >>> factor("kg", "g"), factor("box", "pcs", Decimal(12)), factor("box", "pcs"), factor("kg", "m")
    (Decimal('1E+3'), Decimal('12'), None, None)
    """
    if source is None or target is None or same_unit(source, target):
        return Decimal(1)
    if source in _MEASURES and target in _MEASURES:
        (source_dimension, source_factor), (target_dimension, target_factor) = (
            _MEASURES[source],
            _MEASURES[target],
        )
        return source_factor / target_factor if source_dimension == target_dimension else None
    if pack_size is None or pack_size <= 0:
        return None
    if source in PACKS and target in _MEASURES:
        return pack_size
    if source in _MEASURES and target in PACKS:
        return 1 / pack_size
    return None


def converted(
    quantity: Decimal, source: str | None, target: str | None, pack_size: Decimal | None = None
) -> Decimal | None:
    """Convert a quantity; None when the units have nothing to do with each other.

    Multiplies or divides, whichever is exact: 30 pieces are 2.5 boxes of 12, and 24 are 2, not 1.999...
    """
    there = factor(source, target, pack_size)
    if there is None:
        return None
    if there >= 1:
        return quantity * there
    back = factor(target, source, pack_size)
    assert back is not None  # what converts one way converts the other way
    return quantity / back


def _folded(unit: str) -> str:
    return " ".join(unit.split()).casefold()

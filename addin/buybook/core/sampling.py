"""Acceptance sampling by attributes, ISO 2859-1:1999: single sampling plans indexed by AQL.

The master tables are derived from their structure instead of typed in. Sample sizes (letters A to R) and AQLs are
geometric series of the same ratio, so that a letter and an AQL at the same place in a diagonal, the sum of their
places, have the same acceptance number. Between the plan that accepts on 0 and the one that accepts on 1 stand
arrows: the first of them points up, to a smaller sample, the others down. Below the diagonal of 0 they point down,
above that of the largest acceptance number up. Following an arrow changes the sample size too; a sample as large
as the lot means that all of it is inspected.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from buybook.frozen import frozen

LETTERS = "ABCDEFGHJKLMNPQRS"  # S exists for tightened inspection only
AQLS = (
    *(0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5),
    *(4.0, 6.5, 10.0, 15.0, 25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0),
)
_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
_LOTS = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)  # largest of each
_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "S1": "AAAABBBBCCCCDDD",
        "S2": "AAABBBCCCDDDEEE",
        "S3": "AABBCCDDEEFFGGH",
        "S4": "AABCCDEEFGGHJJK",
        "I": "AABCCDEFGHJKLMN",
        "II": "ABCDEFGHJKLMNPQ",
        "III": "BCDEFGHJKLMNPQR",
    }
)
LEVELS = tuple(_LEVELS)
_SMALL_LETTERS = LETTERS.index("E")  # up to E the tables go on for two larger acceptance numbers
_LARGEST_OF_LARGE = 24  # the diagonal of the largest acceptance numbers from F on


class Inspection(StrEnum):
    """How strictly lots are judged, by what the last lots were like."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


@frozen
class _Master:
    """A master table: sample sizes, and acceptance numbers by diagonal."""

    sizes: tuple[int, ...]
    accept: Mapping[int, int]

    @property
    def zero(self) -> int:
        """The diagonal that accepts on 0."""
        return min(self.accept)


def _numbers(zero: int, one: int, *numbers: int) -> Mapping[int, int]:
    return MappingProxyType({zero: 0, **dict(enumerate(numbers, start=one))})


_MASTERS: Mapping[Inspection, _Master] = MappingProxyType(
    {
        Inspection.NORMAL: _Master(_SIZES[:16], _numbers(14, 17, 1, 2, 3, 5, 7, 10, 14, 21, 30, 44)),
        Inspection.TIGHTENED: _Master(_SIZES, _numbers(15, 18, 1, 2, 3, 5, 8, 12, 18, 27, 41)),
        Inspection.REDUCED: _Master(_REDUCED_SIZES, _numbers(14, 18, 1, 2, 3, 5, 6, 8, 10)),
    }
)
_LAST_REDUCED = AQLS.index(10.0)  # above, small reduced samples do not follow their diagonal


@frozen
class Plan:
    """How many units to inspect, and how many nonconforming ones are still accepted; one more rejects."""

    size: int
    accept: int


def code_letter(lot: int, level: str) -> str:
    """Give the code letter of a lot of at least two units.

    >>> code_letter(1000, "II")
    'J'
    """
    bracket = sum(lot > largest for largest in _LOTS)
    return _LEVELS[level][bracket]


@lru_cache(maxsize=4096)
def plan(lot: int, aql: float, level: str = "II", inspection: Inspection = Inspection.NORMAL) -> Plan | None:
    """Give the plan for a lot; None where the standard has none, for a lot of one unit the unit itself.

    `aql` is one of AQLS, in percent nonconforming (up to 10) or nonconformities per 100 units.

    >>> plan(1000, 1.0)
    Plan(size=80, accept=2)
    """
    if lot < 2:
        return Plan(lot, 0)
    found = _master_plan(LETTERS.index(code_letter(lot, level)), AQLS.index(aql), inspection)
    if found is None or found.size < lot:
        return found
    return Plan(lot, found.accept)


def _master_plan(letter: int, place: int, inspection: Inspection) -> Plan | None:
    """Follow the arrows from a letter to the plan that is used."""
    master = _MASTERS[inspection]
    if inspection is Inspection.REDUCED and place > _LAST_REDUCED:
        return None
    way = _arrow(master, letter, letter + place)
    # At the largest samples an arrow down may lead nowhere: a smaller one is used then.
    return _along(master, letter, place, way) or _along(master, letter, place, -way)


def _along(master: _Master, letter: int, place: int, way: int) -> Plan | None:
    """Give the first plan on the way from a letter, its own included."""
    while 0 <= letter < len(master.sizes):
        accept = _accept(master, letter, letter + place)
        if accept is not None:
            return Plan(master.sizes[letter], accept)
        letter += way
    return None


def _accept(master: _Master, letter: int, diagonal: int) -> int | None:
    largest = max(master.accept) if letter <= _SMALL_LETTERS else _LARGEST_OF_LARGE
    return master.accept.get(diagonal) if diagonal <= largest else None


def _arrow(master: _Master, letter: int, diagonal: int) -> int:
    """Give which way to go from a place without a plan: -1 for a smaller sample, 1 for a larger one."""
    beyond = diagonal > _LARGEST_OF_LARGE
    return -1 if beyond or (diagonal == master.zero + 1 and letter > 0) else 1

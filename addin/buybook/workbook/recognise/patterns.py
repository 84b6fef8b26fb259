"""Values that are plainly numbers of orders, whatever their column is titled."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from buybook.workbook.recognise.values import is_number, is_void

_FEWEST_LINES = 4
_FEWEST_DIGITS = 3  # of a number without letters
_DIGITS = re.compile(r"\d+")


def are_order_numbers(values: Sequence[object]) -> bool:
    """Tell whether a column's values are order numbers: one pattern, counting up, and one for several lines.

    PO-1001, PO-1001, PO-1002 are; 1, 2, 3 are not, nor numbers of which each stands in one line only.
    """
    texts = [_written(value) for value in values if not is_void(value)]
    if len(texts) < _FEWEST_LINES or len(texts) < 0.9 * len(values):
        return False
    if len({_DIGITS.sub("9", text) for text in texts}) != 1 or max(map(_digits, texts)) < _FEWEST_DIGITS:
        return False
    orders = [text for text, _ in itertools.groupby(texts)]
    counted = [_counted(text) for text in orders]
    return 2 <= len(orders) < len(texts) and all(b > a for a, b in itertools.pairwise(counted))


def _written(value: object) -> str:
    if is_number(value) and float(value).is_integer():  # type: ignore[arg-type]
        return str(int(value))  # type: ignore[call-overload]
    return str(value).strip()


def _digits(text: str) -> int:
    return max((len(found) for found in _DIGITS.findall(text)), default=0)


def _counted(text: str) -> tuple[int, ...]:
    return tuple(int(found) for found in _DIGITS.findall(text))

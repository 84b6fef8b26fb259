"""What a function's rule answers, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt

from buybook.core.frames import Mask
from buybook.frozen import frozen

Values = npt.NDArray[Any]


@frozen
class Refusal:
    """Rows that have no answer: `code` names the sentence `refused.<code>`, `argument` what it is about.

    The sentence may speak of the cell's `{value}`.
    """

    code: str
    argument: str
    where: Mask


@frozen
class Answers:
    """An answer for each row, and the rows that have none."""

    values: Values
    refusals: tuple[Refusal, ...] = ()


@frozen
class Titled:
    """A table: its titles, and its rows as they go into cells."""

    titles: tuple[str, ...]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class RefusedCallError(ValueError):
    """A call that has no answer at all; `code` names the sentence `refused.<code>`."""

    code: str
    argument: str
    values: Mapping[str, object] = field(default_factory=dict)

"""The state of an order line and the flags beside it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from buybook.core.frames import Floats, Mask, Texts

# What a buyer wrote and which of our states it stands for, where no quantity says more.
_SENT = ("sent", "open", "overdue", "awaiting_confirmation")
# Goods that the buyer saw, but no quantity tells of, show at least that the supplier took the order.
_CONFIRMED = ("confirmed", "awaiting_receipt", "partially_received", "received")
DONE = ("received", "closed", "cancelled")
_NOT_YET_SENT = ("draft", "to_approve")
_FROM_DRAFT_ON: Mapping[str, str] = MappingProxyType(
    {"approved": "approved", "to_approve": "awaiting_approval", "draft": "draft"}
)

# Words of the buyer's that say the same as a state of ours, or something that our states cannot say.
_SAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "awaiting_approval": ("to_approve",),
        "sent": ("open", "not_received", "awaiting_confirmation"),
        "confirmed": ("open", "not_received", "awaiting_receipt"),
        "partially_received": ("open",),
        "received": ("in_stock",),
    }
)
_REMARKS = ("damaged", "rejected_goods", "rejected_request", "lost", "on_hold")

# Beginnings of words that say in a remark or a verdict what is wrong with goods, in three languages.
DAMAGED_WORDS: tuple[str, ...] = (
    *("damag", "broken", "dented", "scratch"),
    *("skad", "trasig", "repig", "buckl"),
    *("beschadig", "schade", "kapot", "gebroken", "deuk", "kras"),
)
REJECTED_WORDS: tuple[str, ...] = (
    *("reject", "inferior", "defect", "faulty", "out of spec"),
    *("kasser", "avvis", "underkän", "defekt", "undermålig", "felaktig"),
    *("afgekeur", "geweiger", "gebrekkig", "ondeugdelijk"),
)

FLAGS = (
    "late",
    "at_risk",
    "unconfirmed",
    "damaged",
    "rejected",
    "wrong_item",
    "short",
    "over",
    "price_differs",
    "date_moved",
)


def is_typed(typed: Texts, *states: str) -> Mask:
    """Tell where the buyer wrote one of the states."""
    return np.isin(typed, states)


def line_states(
    typed: Texts,
    *,
    has_number: Mask,
    has_order_date: Mask,
    has_promise: Mask,
    cancelled: Mask,
    received_by_word: Mask,
    received: Floats,
    accepted: Floats,
    outstanding: Floats,
) -> Texts:
    """Give each line's state: what quantities show first, then the promise, then what the buyer wrote.

    A line that the buyer calls a draft or awaiting approval stays so, whatever its dates, until goods arrive.
    """
    unsent = is_typed(typed, *_NOT_YET_SENT)
    sent = is_typed(typed, *_SENT) | (has_number & has_order_date & ~unsent)
    choices = [
        (cancelled, "cancelled"),
        (is_typed(typed, "closed"), "closed"),
        (((outstanding == 0) & (accepted > 0)) | (received_by_word & (outstanding == 0)), "received"),
        (received > 0, "partially_received"),
        ((has_promise & ~unsent) | is_typed(typed, *_CONFIRMED), "confirmed"),
        (sent, "sent"),
        *((is_typed(typed, name), state) for name, state in _FROM_DRAFT_ON.items()),
        (has_number, "sent"),
    ]
    names = np.array([*(name for _, name in choices), "draft"], dtype=object)
    which = np.select([mask for mask, _ in choices], list(range(len(choices))), len(choices))
    return np.asarray(names[which], dtype=object)


def keeps_typed(typed: Texts, states: Texts, late: Mask) -> Mask:
    """Tell where the buyer's own word may stand: it agrees with our state, or says what none of ours can."""
    result = (typed == states) | is_typed(typed, *_REMARKS) | (is_typed(typed, "overdue") & late)
    for state, words in _SAME.items():
        result |= (states == state) & is_typed(typed, *words)
    return np.asarray(result, dtype=bool)


def flag_tuples(flags: Mapping[str, Mask]) -> Texts:
    """Join masks of flags into one tuple of names a row, in the order of FLAGS."""
    bits = sum(flags[name].astype("int64") << place for place, name in enumerate(FLAGS))
    distinct, which = np.unique(np.asarray(bits), return_inverse=True)
    tuples = np.empty(len(distinct), dtype=object)
    for position, value in enumerate(distinct):
        tuples[position] = tuple(name for place, name in enumerate(FLAGS) if value >> place & 1)
    return np.asarray(tuples[which], dtype=object)

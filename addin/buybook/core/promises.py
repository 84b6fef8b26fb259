"""The promises of order lines as they were seen, and what they say of a line today.

A ledger holds one entry for each date that was promised for a schedule line: the first, and every later one that
differs from the one before it. It only grows. The first promise is frozen by it, so that changing a date in the
order list never improves a supplier's record.

An order row is known by its order and line number; in a list without line numbers by its order and article, else
by its position in its order. Rows that share these are parts of one line: each keeps its own promises, whatever the
order of the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pandas as pd

from buybook.core.due_dates import DueDates
from buybook.core.frames import Dates, Ints, Mask, Texts, day, given, sheet_order, texts
from buybook.core.line_quantities import LineQuantities
from buybook.core.matching import LineIndex, code_key, line_key
from buybook.frozen import frozen

Key: TypeAlias = tuple[str, str, str]  # order, line, article as they compare; "" for none
_Track: TypeAlias = "Sequence[Promise]"  # of one part of a line, the first promise first
_LONG_DONE = timedelta(days=31)  # a line done for so long when it is first seen is not followed


@frozen
class Promise:
    """One entry of the ledger: a date that was promised for a part of an order line."""

    po_number: str
    po_line: str | None  # None in a list without line numbers
    item_number: str | None
    promised: date
    requested: date | None = None  # what we asked for when the promise was seen
    part: int = 1  # of the line, where it has several rows
    number: int = 1  # 1 is the first promise
    serial: int = 0  # of the entry in the ledger
    split: bool = False  # the promise of the line, held for a part that was split off
    row: int = -1  # position of the order row that it was seen on; -1 for an entry that was read

    @property
    def key(self) -> Key:
        """What the line is known by."""
        line = "" if self.po_line is None else line_key(self.po_line) or ""
        item = "" if line or self.item_number is None else code_key(self.item_number) or ""
        return code_key(self.po_number) or "", line, item


@frozen
class Ledger:
    """All entries, in any order."""

    promises: tuple[Promise, ...] = ()

    def tracks(self) -> Mapping[Key, Sequence[_Track]]:
        """Give the promises of each part of each line, the first promise first."""
        found: dict[Key, dict[int, list[Promise]]] = defaultdict(lambda: defaultdict(list))
        for promise in self.promises:
            found[promise.key][promise.part].append(promise)
        return {
            key: [sorted(track, key=_sequence) for _, track in sorted(parts.items())]
            for key, parts in found.items()
        }

    @property
    def next_serial(self) -> int:
        """The serial number of the next entry."""
        return max((promise.serial for promise in self.promises), default=0) + 1

    def with_entries(self, new: Iterable[Promise]) -> Ledger:
        """Give the ledger with further entries."""
        return Ledger((*self.promises, *new))


def missing_serials(there: Iterable[int], highest: int = 0) -> tuple[int, ...]:
    """Give the serial numbers that are no longer there, up to the highest known to have been given."""
    known = set(there)
    return tuple(sorted(set(range(1, max(highest, *known, 0) + 1)) - known))


def _sequence(promise: Promise) -> tuple[int, int]:
    return promise.number, promise.serial


@frozen
class PromisedRows:
    """The order rows as the ledger looks at them, one entry a row, in the order of the orders frame."""

    order: Texts
    item: Texts
    index: LineIndex
    promised: Dates
    requested: Dates
    is_open: Mask
    full_date: Dates  # when the row was fully received; NaT where it was not, or nobody knows
    sequence: Ints  # positions of the rows in the order of the sheet

    @classmethod
    def of(
        cls, orders: pd.DataFrame, index: LineIndex, due: DueDates, quantities: LineQuantities
    ) -> PromisedRows:
        """Look at the rows of an order list."""
        return cls(
            texts(orders, "po_number", "purchase_order"),
            texts(orders, "item_number"),
            index,
            due.promised,
            due.requested,
            quantities.is_open,
            quantities.full_date,
            sheet_order(orders),
        )


@dataclass(frozen=True)
class Followed:
    """What the ledger says of each order row today, and the entries that it lacks until now."""

    first: Dates  # NaT where no promise is known
    latest: Dates
    moved: Ints  # how often the promise moved
    new: tuple[Promise, ...] = field(default=())

    @cached_property
    def days_moved(self) -> Ints:
        """Calendar days from the first promise to the latest; 0 where none is known."""
        days = (self.latest - self.first).astype("timedelta64[D]")
        return np.where(np.isnat(days), 0, days.astype("int64"))


@frozen
class _Row:
    """One order row with a number of its own."""

    position: int
    entry: Promise | None  # what would be entered for it; None where nothing is promised
    requested: date | None
    begins: bool  # whether its promises are followed when none of it were


def follow(ledger: Ledger, rows: PromisedRows, today: np.datetime64) -> Followed:
    """Set the order rows against the ledger.

    A promise that is in the order list and not the latest of its part is new. A blank one changes nothing. Lines
    that were fully received more than a month before they are first seen, or are closed without a date of
    receipt, do not enter the ledger: it would hold nothing but what the order list says.
    """
    count = len(rows.order)
    first, latest = np.full(count, np.datetime64("NaT", "D")), np.full(count, np.datetime64("NaT", "D"))
    moved = np.zeros(count, dtype="int64")
    tracks = ledger.tracks()
    new: list[Promise] = []
    for key, group in _groups(rows, tracks, today).items():
        known = tracks.get(key, ())
        for row, track, fresh in _entered(group, known):
            entries = [*track, *fresh]
            new.extend(fresh)
            if entries:
                first[row.position], latest[row.position] = entries[0].promised, entries[-1].promised
                moved[row.position] = len(entries) - 1
    latest = np.where(np.isnat(rows.promised), latest, rows.promised)
    first = np.where(np.isnat(first), rows.promised, first)
    return Followed(first, latest, moved, _numbered(new, ledger, rows.sequence))


def _numbered(new: Iterable[Promise], ledger: Ledger, sequence: Ints) -> tuple[Promise, ...]:
    """Number new entries in the order of the sheet."""
    place = np.empty(len(sequence), dtype="int64")
    place[sequence] = np.arange(len(sequence))
    sorted_ = sorted(new, key=lambda each: (place[each.row], each.number))
    return tuple(
        replace(each, serial=serial) for serial, each in enumerate(sorted_, start=ledger.next_serial)
    )


def _groups(
    rows: PromisedRows, tracks: Mapping[Key, object], today: np.datetime64
) -> Mapping[Key, list[_Row]]:
    """Gather the rows of each line that the ledger knows or is to know, in the order of the sheet."""
    order = rows.index.references.order
    begins = rows.is_open | (rows.full_date >= today - np.timedelta64(_LONG_DONE))
    known = np.isin(order.astype(str), sorted({key[0] for key in tracks}))
    concerned = given(order) & (known | (begins & ~np.isnat(rows.promised)))
    groups: dict[Key, list[_Row]] = defaultdict(list)
    for position in rows.sequence[concerned[rows.sequence]].tolist():
        groups[_key(rows, position, tracks)].append(_row(rows, position, begins=bool(begins[position])))
    return groups


def _key(rows: PromisedRows, position: int, tracks: Mapping[Key, object]) -> Key:
    """Give what a row is known by; a line that got its number only later is found by its article."""
    names, typed = rows.index.references, rows.index.typed[position]
    order, line, item = (str(each[position] or "") for each in (names.order, names.line, names.item))
    by_line, by_item = (order, line, ""), (order, "", item)
    if not item or (typed and (by_line in tracks or by_item not in tracks)):
        return by_line
    return by_item


def _row(rows: PromisedRows, position: int, *, begins: bool) -> _Row:
    promised, requested = day(rows.promised[position]), day(rows.requested[position])
    item, by_position = rows.item[position], not rows.index.typed[position]
    line = None if by_position and item is not None else str(rows.index.label[position])
    entry = promised and Promise(str(rows.order[position]), line, item, promised, requested, row=position)
    return _Row(position, entry or None, requested, begins)


def _entered(group: Sequence[_Row], known: Sequence[_Track]) -> Iterator[tuple[_Row, _Track, list[Promise]]]:
    """Give each row of a line with the promises known of it and those to enter."""
    assigned = _assigned(group, known)
    next_part = max((track[0].part for track in known), default=0) + 1
    for row in group:
        track = assigned.get(row.position)
        if track is not None:
            yield row, track, _later(row, track)
        elif row.entry is not None and row.begins:
            yield row, (), _begun(replace(row.entry, part=next_part), known)
            next_part += 1
        else:
            yield row, (), []


def _later(row: _Row, track: _Track) -> list[Promise]:
    last = track[-1]
    if row.entry is None or row.entry.promised == last.promised:
        return []
    return [replace(last, promised=row.entry.promised, requested=row.requested, number=last.number + 1,
                    split=False, row=row.position)]  # fmt: skip


def _begun(entry: Promise, known: Sequence[_Track]) -> list[Promise]:
    """Begin the promises of a row: a part split off from a line was first promised with it.

    A row that was asked for on another day than all parts known is a delivery of its own.
    """
    origins = [track[0] for track in known if track[0].requested == entry.requested]
    if not origins:
        return [entry]
    origin = max(origins, key=lambda each: each.promised)
    if origin.promised == entry.promised:
        return [replace(entry, split=True)]
    return [replace(entry, promised=origin.promised, split=True), replace(entry, number=2)]


def _assigned(group: Sequence[_Row], known: Sequence[_Track]) -> dict[int, _Track]:
    """Find the promises of each row: those of the same latest date and request, of one of them, then by date."""
    if len(group) == 1 and len(known) == 1:
        return {group[0].position: known[0]}
    rows = sorted(group, key=lambda row: (_promised(row) or date.max, row.position))
    tracks = sorted(known, key=lambda track: (track[-1].promised, track[-1].part))
    found: dict[int, _Track] = {}
    for alike in (_same_both, _same_promise, _same_request):
        for track in list(tracks):
            row = next((row for row in rows if alike(row, track[-1])), None)
            if row is not None:
                found[row.position] = track
                rows.remove(row)
                tracks.remove(track)
    found.update((row.position, track) for row, track in zip(rows, tracks, strict=False))
    return found


def _same_both(row: _Row, last: Promise) -> bool:
    return _same_promise(row, last) and row.requested == last.requested


def _same_promise(row: _Row, last: Promise) -> bool:
    return _promised(row) == last.promised


def _same_request(row: _Row, last: Promise) -> bool:
    return row.requested is not None and row.requested == last.requested


def _promised(row: _Row) -> date | None:
    return None if row.entry is None else row.entry.promised

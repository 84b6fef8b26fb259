"""The three changes of a workbook's structure, seen from a part that holds formulas and addresses.

Whatever walks through a part asks its change what becomes of a formula; only a shift of the part's own sheet
also moves positions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from buybook.xlsx.addresses import Area, Shift, parse_a1
from buybook.xlsx.references import (
    delete_sheet_in_formula,
    rename_sheet_in_formula,
    rewrite_anchored,
    rewrite_formula,
    rewrite_name,
)
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, escape, set_attributes, unescape

_SHEET_NAME_IN_BYTES = re.compile(rb"[A-Za-z0-9]+")
_SEVERAL_SHEETS = re.compile(rb"""[^<>"=\s(),]:[^<>"=!(),]{1,62}!""")


class Change(Protocol):
    """What becomes of formulas, seen from a part that belongs to `own_sheet` (None: to no sheet)."""

    @property
    def own_sheet(self) -> str | None:
        """The sheet at which references without a sheet name point."""

    @property
    def shift(self) -> Shift | None:
        """The shift, when the change is one."""

    @property
    def moves(self) -> Shift | None:
        """The shift, when the part's own positions move with it."""

    def on(self, sheet: str | None) -> Self:
        """Return the change as a part of another sheet sees it."""

    def formula(self, text: str) -> str:
        """Return a formula after the change."""

    def anchored(self, text: str, where: Sequence[Area]) -> str:
        """Return a formula that was written for the first cell of `where` and holds for all of it."""

    def name(self, text: str) -> str:
        """Return a defined name's formula after the change."""

    def sheet_name(self, name: str) -> str:
        """Return the name of a sheet after the change."""

    def concerns(self, xml: bytes) -> bool:
        """Whether a part of another sheet could hold anything that changes. Quick, and on the safe side."""


def _mentions(xml: bytes, sheet: str) -> bool:
    words = _SHEET_NAME_IN_BYTES.findall(sheet.encode())
    return not words or max(words, key=len).lower() in xml.lower()


@dataclass(frozen=True, slots=True)
class ShiftChange:
    """Rows or columns are inserted or deleted. `order` is the names of all sheets."""

    shift: Shift
    own_sheet: str | None = None
    order: Sequence[str] = ()

    @property
    def moves(self) -> Shift | None:
        return self.shift if self.shift.is_on(self.own_sheet) else None

    def on(self, sheet: str | None) -> Self:
        return replace(self, own_sheet=sheet)

    def formula(self, text: str) -> str:
        return rewrite_formula(text, self.own_sheet, self.shift, self.order)

    def anchored(self, text: str, where: Sequence[Area]) -> str:
        return rewrite_anchored(text, self.own_sheet, self.shift, where, self.order)

    def name(self, text: str) -> str:
        return rewrite_name(text, self.own_sheet, self.shift, self.order)

    def sheet_name(self, name: str) -> str:
        return name

    def concerns(self, xml: bytes) -> bool:
        return _mentions(xml, self.shift.sheet) or _SEVERAL_SHEETS.search(xml) is not None


class _FormulasOnly:
    """A change that moves nothing."""

    __slots__ = ()
    shift: Shift | None = None
    moves: Shift | None = None

    def formula(self, text: str) -> str:
        raise NotImplementedError

    def anchored(self, text: str, where: Sequence[Area]) -> str:  # noqa: ARG002 - one meaning wherever it stands
        return self.formula(text)

    def name(self, text: str) -> str:
        return self.formula(text)


@dataclass(frozen=True)
class RenameChange(_FormulasOnly):
    """A sheet gets another name."""

    old: str
    new: str
    own_sheet: str | None = None

    def on(self, sheet: str | None) -> Self:
        return replace(self, own_sheet=sheet)

    def formula(self, text: str) -> str:
        return rename_sheet_in_formula(text, self.old, self.new)

    def sheet_name(self, name: str) -> str:
        return self.new if name.casefold() == self.old.casefold() else name

    def concerns(self, xml: bytes) -> bool:
        return _mentions(xml, self.old)


@dataclass(frozen=True)
class DeleteChange(_FormulasOnly):
    """A sheet is deleted. `order` is the names of all sheets before that."""

    sheet: str
    order: Sequence[str] = ()
    own_sheet: str | None = None

    def on(self, sheet: str | None) -> Self:
        return replace(self, own_sheet=sheet)

    def formula(self, text: str) -> str:
        return delete_sheet_in_formula(text, self.sheet, self.order)

    def sheet_name(self, name: str) -> str:
        return name

    def concerns(self, xml: bytes) -> bool:
        return _mentions(xml, self.sheet)


def tag(names: str) -> re.Pattern[bytes]:
    """A start tag with one of the local names (`a|b`): groups prefix, name, attributes, slash."""
    return re.compile(
        rb"<((?:[\w.-]+:)?)(" + names.encode() + rb")(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>", re.DOTALL
    )


def element(names: str) -> re.Pattern[bytes]:
    """A whole element that does not nest in its like: groups prefix, name, attributes, content (None: empty)."""
    return re.compile(
        rb"<((?:[\w.-]+:)?)(" + names.encode() + rb")(?=[\s/>])(" + ATTRIBUTES + rb")(?:/>|>(.*?)</\1\2\s*>)",
        re.DOTALL,
    )


def with_tag_attributes(match: re.Match[bytes], values: dict[str, str | None]) -> bytes:
    """The match of `tag` or `element` with attributes of its start tag set, everything else as it was."""
    start = match.start(3) - match.start()
    end = match.end(3) - match.start()
    kept = match[3].rstrip()
    return match[0][:start] + set_attributes(kept, values) + match[3][len(kept) :] + match[0][end:]


def changed_text(raw: bytes, change: Callable[[str], str]) -> bytes:
    """The escaped text after the change of what it means; the very same bytes when that stays the same."""
    text = unescape(raw)
    changed = change(text)
    return raw if changed == text else escape(changed)


def changed_attributes(
    match: re.Match[bytes], changes: dict[str, Callable[[str], str | None]]
) -> bytes:
    """The match with each named attribute that is there changed; None takes the attribute out."""
    values: dict[str, str | None] = {}
    for name, change in changes.items():
        value = attribute(match[3], name)
        if value is not None and (changed := change(value)) != value:
            values[name] = changed
    return with_tag_attributes(match, values) if values else match[0]


def areas_of(sqref: str) -> list[Area]:
    """The areas of a list of addresses; what is no address is left out."""
    areas = []
    for text in sqref.split():
        try:
            areas.append(parse_a1(text))
        except ValueError:
            continue
    return areas


def shifted_reference(text: str, shift: Shift) -> str | None:
    """One address after the shift; None when it is deleted; what is no address stays."""
    try:
        area = parse_a1(text)
    except ValueError:
        return text
    moved = area.shifted(shift)
    if moved is area:
        return text
    return None if moved is None else str(moved)


def shifted_list(text: str, shift: Shift) -> str:
    """A list of addresses after the shift; '' when nothing is left; the same text when nothing moves."""
    moved = [new for new in (shifted_reference(old, shift) for old in text.split()) if new is not None]
    return text if moved == text.split() else " ".join(moved)

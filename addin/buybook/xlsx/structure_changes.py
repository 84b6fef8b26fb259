"""A change of a workbook's structure, seen from a part that holds formulas and addresses.

Whatever walks through a part asks its change what becomes of a formula; only a shift of the part's own sheet
also moves positions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from buybook.xlsx.addresses import Area, Shift, parse_a1
from buybook.xlsx.references import (
    delete_sheet_in_formula,
    rename_sheet_in_formula,
    rewrite_anchored,
    rewrite_formula,
    rewrite_name,
)
from buybook.xlsx.structuredrefs import delete_table_in_formula
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, escape, set_attributes, unescape

_SHEET_NAME_IN_BYTES = re.compile(rb"[A-Za-z0-9]+")
_SEVERAL_SHEETS = re.compile(rb"""[^<>"=\s(),]:[^<>"=!(),]{1,62}!""")


@dataclass(frozen=True, slots=True)
class Change:
    """Rows or columns shifted, or else formulas changed by `text`, or a sheet renamed, or deleted.

    `sheet` is the sheet that changes (with `text`: the word that all formulas hold which `text` changes);
    `own_sheet` the one that the part belongs to (None: to no sheet), where references without a sheet name
    point; `order` the names of all sheets before the change; `tables` those that go with a deleted sheet.
    """

    sheet: str
    shift: Shift | None = None
    new_name: str | None = None
    order: Sequence[str] = ()
    own_sheet: str | None = None
    text: Callable[[str], str] | None = None
    tables: Sequence[str] = ()

    @property
    def moves(self) -> Shift | None:
        """The shift, when the part's own positions move with it."""
        return self.shift if self.shift is not None and self.shift.is_on(self.own_sheet) else None

    def on(self, sheet: str | None) -> Change:
        """Return the change as a part of another sheet sees it."""
        return replace(self, own_sheet=sheet)

    def formula(self, text: str) -> str:
        """Return a formula after the change."""
        if self.shift is not None:
            return rewrite_formula(text, self.own_sheet, self.shift, self.order)
        if self.text is not None:
            return self.text(text)
        if self.new_name is not None:
            return rename_sheet_in_formula(text, self.sheet, self.new_name)
        for table in self.tables:
            text = delete_table_in_formula(text, table)
        return delete_sheet_in_formula(text, self.sheet, self.order)

    def anchored(self, text: str, where: Sequence[Area]) -> str:
        """Return a formula that was written for the first cell of `where` and holds for all of it."""
        if self.shift is None:
            return self.formula(text)
        return rewrite_anchored(text, self.own_sheet, self.shift, where, self.order)

    def name(self, text: str) -> str:
        """Return a defined name's formula after the change."""
        if self.shift is None:
            return self.formula(text)
        return rewrite_name(text, self.own_sheet, self.shift, self.order)

    def sheet_name(self, name: str) -> str:
        """Return the name of a sheet after the change."""
        renamed = self.new_name is not None and name.casefold() == self.sheet.casefold()
        return self.new_name if renamed and self.new_name is not None else name

    def deletes(self, sheet: str) -> bool:
        """Whether the change deletes that sheet."""
        others = self.shift is not None or self.text is not None or self.new_name is not None
        return not others and sheet.casefold() == self.sheet.casefold()

    def concerns(self, xml: bytes) -> bool:
        """Whether a part of another sheet could hold anything that changes. Quick, and on the safe side."""
        lower = xml.lower()
        for name in (self.sheet, *self.tables):
            words = _SHEET_NAME_IN_BYTES.findall(name.encode())
            if not words or max(words, key=len).lower() in lower:
                return True
        return self.shift is not None and several_sheets_in(xml)


def several_sheets_in(xml: bytes) -> bool:
    """Whether a part could hold a reference through several sheets. Quick, and on the safe side."""
    return _SEVERAL_SHEETS.search(xml) is not None


def tag(names: str) -> re.Pattern[bytes]:
    """A start tag with one of the local names (`a|b`): groups prefix, name, attributes, slash."""
    return re.compile(
        rb"<((?:[\w.-]+:)?)(" + names.encode() + rb")(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>", re.DOTALL
    )


def element(names: str) -> re.Pattern[bytes]:
    """A whole element that does not nest: groups prefix, name, attributes, content (None: an empty tag)."""
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


def changed_attributes(match: re.Match[bytes], changes: dict[str, Callable[[str], str | None]]) -> bytes:
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

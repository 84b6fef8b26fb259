"""A sheet part but for its cells: merges, rules, filters, views, when rows shift or formulas change."""

from __future__ import annotations

import re
from dataclasses import replace

from buybook.xlsx.addresses import Shift, Unshiftable, parse_a1
from buybook.xlsx.structure_anchors import change_floating
from buybook.xlsx.structure_cells import change_cells
from buybook.xlsx.structure_changes import (
    Change,
    changed_attributes,
    changed_text,
    element,
    shifted_list,
    shifted_reference,
    tag,
    with_tag_attributes,
)
from buybook.xlsx.structure_rules import change_rule
from buybook.xlsx.structure_views import shifted_view
from buybook.xlsx.xmlscan import attribute, whole

_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?=[\s/>])[^>]*?(/?)>")
_VIEW = element("sheetView|customSheetView")
_BLOCK = element(
    "autoFilter|conditionalFormatting|dataValidation|sparkline|ignoredError|protectedRange|sortState|rowBreaks|colBreaks"
)
_BREAK = element("brk")
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:formula[12]?|f)(?:\s[^>]*)?(?<!/)>)([^<]*)(</)")
_SINGLE = re.compile(
    tag("dimension|mergeCell|hyperlink|cellWatch|inputCells|scenarios|dataRef|cellSmartTags|col").pattern
    + rb"(\s*</\1\2\s*>)?",
    re.DOTALL,
)
_FILTER_COLUMN = element("filterColumn")
_SORT_CONDITION = element("sortCondition")
_COUNTED = {
    "mergeCells": "mergeCell",
    "dataValidations": "dataValidation",
    "rowBreaks": "brk",
    "colBreaks": "brk",
}
_LISTS = (
    "mergeCells|hyperlinks|dataValidations|conditionalFormattings|sparklines|sparklineGroup|sparklineGroups"
    "|ignoredErrors|protectedRanges|rowBreaks|colBreaks|cellWatches|cols|ext|extLst"
)
_EMPTY_LIST = re.compile(
    rb"<((?:[\w.-]+:)?(?:" + _LISTS.encode() + rb"))(?:\s[^<>]*)?(?:/>|(?<!/)>\s*</\1\s*>)\s*"
)
_GROUP_WITHOUT_SPARKLINES = re.compile(
    rb"<((?:[\w.-]+:)?)sparklineGroup(?=[\s>])(?:(?!</\1sparklineGroup|<\1sparkline[\s>]).)*</\1sparklineGroup\s*>",
    re.DOTALL,
)


def change_sheet(xml: bytes, change: Change) -> bytes:
    """Return a worksheet part after the change."""
    start = _SHEET_DATA.search(xml)
    if start is None:
        return _change_surroundings(xml, change)
    end = start.end()
    if not start[2]:
        end = xml.index(b">", xml.index(b"</" + start[1] + b"sheetData", end)) + 1
    cells = change_cells(xml[start.start() : end], start[1], change)
    head = _change_surroundings(xml[: start.start()], change)
    return head + cells + _change_surroundings(xml[end:], change)


def _change_surroundings(xml: bytes, change: Change) -> bytes:
    blocks, copied = [], 0
    for match in _BLOCK.finditer(xml):
        blocks.append(_change_singles(xml[copied : match.start()], change))
        blocks.append(_change_block(match, change))
        copied = match.end()
    blocks.append(_change_singles(xml[copied:], change))
    changed = b"".join(blocks)
    shift = change.moves
    if shift is None:
        return changed
    if len(changed) < len(xml):
        changed = _without_empty_lists(xml, changed)
    if shift.across is not None:
        return changed  # panes and cursor stay: only some cells move
    return _VIEW.sub(lambda match: shifted_view(match, shift), changed)


# -- elements with content


def _change_block(match: re.Match[bytes], change: Change) -> bytes:
    shift = change.moves
    if match[2] == b"autoFilter":
        return match[0] if shift is None else (shifted_filter(match, shift) or b"")
    if match[2] == b"sortState":
        return match[0] if shift is None else _shifted_sort(match, shift)
    if match[2] in (b"rowBreaks", b"colBreaks"):
        return match[0] if shift is None or shift.across is not None else _shifted_breaks(match, shift)
    return change_rule(match, change)


def shifted_filter(match: re.Match[bytes], shift: Shift, ref: str | None = None) -> bytes | None:
    """Return an `autoFilter` element after the shift (or with the range `ref`); None when nothing is left."""
    old = attribute(match[3], "ref")
    if old is None:
        return match[0]
    new = ref or shifted_reference(old, shift)
    if new is None:
        return None
    opening = tag("autoFilter").match(match[0])
    if opening is None:
        return match[0]
    body = match[0][opening.end() :]
    body = element("sortState").sub(lambda found: _shifted_sort(found, shift), body)
    if shift.axis == "columns" and new != old:
        left, new_left = parse_a1(old).bounds[1], parse_a1(new).bounds[1]
        body = _FILTER_COLUMN.sub(lambda found: _shifted_filter_column(found, shift, left, new_left), body)
    return (opening[0] if new == old else with_tag_attributes(opening, {"ref": new})) + body


def _shifted_filter_column(match: re.Match[bytes], shift: Shift, left: int, new_left: int) -> bytes:
    number = attribute(match[3], "colId")
    if number is None:
        return match[0]
    moved = shift.moved(left + whole(number))
    if moved is None:
        return b""
    new = str(moved - new_left)
    return match[0] if new == number else with_tag_attributes(match, {"colId": new})


def _shifted_sort(match: re.Match[bytes], shift: Shift) -> bytes:
    def condition(found: re.Match[bytes]) -> bytes:
        ref = attribute(found[3], "ref")
        new = shifted_reference(ref, shift) if ref else ref
        return b"" if new is None else found[0] if new == ref else with_tag_attributes(found, {"ref": new})

    ref = attribute(match[3], "ref")
    new = shifted_reference(ref, shift) if ref else ref
    if ref and new is None:
        return b""
    opening = tag("sortState").match(match[0])
    if opening is None:
        return match[0]
    body = _SORT_CONDITION.sub(condition, match[0][opening.end() :])
    return (opening[0] if new == ref else with_tag_attributes(opening, {"ref": new})) + body


# -- single tags


def _change_singles(xml: bytes, change: Change) -> bytes:
    xml = _FORMULA.sub(lambda found: found[1] + changed_text(found[2], change.formula) + found[3], xml)

    def single(match: re.Match[bytes]) -> bytes:
        new = _change_single(match, change)
        if new is not None:
            return new
        if not match[4] and not match[5]:
            raise Unshiftable("sheet_form", f"the sheet has an unusual entry ({match[2].decode()})")
        return b""

    return change_floating(_SINGLE.sub(single, xml), change)


def _change_single(match: re.Match[bytes], change: Change) -> bytes | None:
    """Return the tag after the change; None when it is deleted."""
    name, shift = match[2], change.moves
    if name == b"hyperlink":
        return _change_hyperlink(match, change)
    if name == b"dataRef":
        return change_source(match, change)
    if shift is None:
        return match[0]
    if name == b"col":
        return match[0] if shift.across is not None else _shifted_column_format(match, shift)
    if name == b"scenarios":
        return changed_attributes(match, {"sqref": lambda text: shifted_list(text, shift) or None})
    return _shifted_tag(match, shift)


def _shifted_tag(match: re.Match[bytes], shift: Shift) -> bytes | None:
    name = match[2]
    attribute_name = "ref" if name in (b"dimension", b"mergeCell") else "r"
    old = attribute(match[3], attribute_name)
    new = shifted_reference(old, shift) if old else old
    if shift.across is not None and old:
        if name == b"dimension":
            new = _widened(old, shift)
        elif name == b"mergeCell" and not shift.covers(parse_a1(old)) and shift.reaches(parse_a1(old)):
            raise Unshiftable("merged_cells", f"the merged cells {old} also lie beside")
    if old and new is None:
        if name == b"dimension":
            new = "A1"
        elif name == b"inputCells":
            raise Unshiftable("scenario", f"a scenario of the workbook uses the cell {old}")
        else:
            return None
    if name == b"mergeCell" and new and new != old and _is_one_cell(new):
        return None
    return match[0] if new == old else with_tag_attributes(match, {attribute_name: new})


def _widened(dimension: str, shift: Shift) -> str:
    """A sheet's extent after cells were pushed on within it; it may be too large, never too small."""
    area = parse_a1(dimension).ordered()
    first, last = area.along(shift.axis)
    if shift.count < 0 or not shift.reaches(area):
        return dimension
    return str(
        replace(area, kind="range").with_along(shift.axis, first, min(last + shift.count, shift.limit))
    )


def _is_one_cell(ref: str) -> bool:
    top, left, bottom, right = parse_a1(ref).bounds
    return top == bottom and left == right


def _change_hyperlink(match: re.Match[bytes], change: Change) -> bytes | None:
    def location(text: str) -> str:
        changed = change.formula(text)
        # A link to a deleted place stays as the buyer wrote it: Excel says that it leads nowhere.
        return text if "#REF!" in changed else changed

    written = changed_attributes(match, {"location": location})
    shift = change.moves
    old = attribute(match[3], "ref")
    if shift is None or old is None:
        return written
    new = shifted_list(old, shift)
    if not new:
        return None
    return changed_attributes(_again(match, written), {"ref": lambda _: new})


def _again(match: re.Match[bytes], written: bytes) -> re.Match[bytes]:
    found = match.re.match(written)
    return match if found is None else found


def change_source(match: re.Match[bytes], change: Change) -> bytes:
    """Return a tag that names a source by `ref` and `sheet` (consolidation, pivot cache) after the change."""
    sheet, ref = attribute(match[3], "sheet"), attribute(match[3], "ref")
    if attribute(match[3], "r:id") is not None:
        return match[0]  # in another workbook
    if change.text is not None:
        return changed_attributes(match, {"name": change.formula})
    named = attribute(match[3], "name")
    if named is not None and named.casefold() in [table.casefold() for table in change.tables]:
        raise Unshiftable("source_deleted", f"a pivot table is made from the table {named}")
    if sheet is None:
        return match[0]
    if change.deletes(sheet) and match[2] != b"dataRef":
        raise Unshiftable("source_deleted", f"a pivot table is made from {sheet}")
    if (renamed := change.sheet_name(sheet)) != sheet:
        return with_tag_attributes(match, {"sheet": renamed})
    if ref is None or change.shift is None or not change.shift.is_on(sheet):
        return match[0]
    new = shifted_reference(ref, change.shift)
    if new is None:
        raise Unshiftable("source_deleted", f"a pivot table is made from {sheet}!{ref}")
    return match[0] if new == ref else with_tag_attributes(match, {"ref": new})


def _shifted_breaks(match: re.Match[bytes], shift: Shift) -> bytes:
    """A page break belongs to the row (or column) behind it: its number is that of the one before."""
    if match[2] != (b"rowBreaks" if shift.axis == "rows" else b"colBreaks"):
        return match[0]

    def one(found: re.Match[bytes]) -> bytes:
        old = attribute(found[3], "id")
        moved = shift.moved(whole(old) + 1) if old else None
        if moved is None or moved == 1:
            return b""
        return found[0] if str(moved - 1) == old else with_tag_attributes(found, {"id": str(moved - 1)})

    return _BREAK.sub(one, match[0])


def _shifted_column_format(match: re.Match[bytes], shift: Shift) -> bytes | None:
    first, last = attribute(match[3], "min"), attribute(match[3], "max")
    if shift.axis != "columns" or first is None or last is None:
        return match[0]
    span = shift.span(whole(first), whole(last))
    if span is None:
        return None
    # A format up to the last column goes on to the last column.
    end = shift.limit if whole(last) == shift.limit else span[1]
    new = {"min": str(span[0]), "max": str(end)}
    return match[0] if new == {"min": first, "max": last} else with_tag_attributes(match, {**new})


# -- lists that lost members


def _without_empty_lists(before: bytes, changed: bytes) -> bytes:
    """Take out lists that the change emptied, and say the new number of those that state it."""
    changed = _GROUP_WITHOUT_SPARKLINES.sub(b"", changed)
    kept = {match[0] for match in _EMPTY_LIST.finditer(before)}
    previous = b""
    while previous != changed:
        previous = changed
        changed = _EMPTY_LIST.sub(lambda match: match[0] if match[0] in kept else b"", changed)
    for name, member in _COUNTED.items():
        changed = element(name).sub(lambda match, member=member: _recounted(match, member), changed)  # type: ignore[misc]
    return changed


def _recounted(match: re.Match[bytes], member: str) -> bytes:
    members = list(tag(member).finditer(match[4] or b""))
    manual = sum(attribute(found[3], "man") in ("1", "true") for found in members)
    written = changed_attributes(match, {"count": lambda _: str(len(members))})
    return changed_attributes(_again(match, written), {"manualBreakCount": lambda _: str(manual)})

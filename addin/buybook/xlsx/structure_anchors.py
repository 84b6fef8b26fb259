"""What floats above the cells: pictures, charts and shapes, form controls, and the boxes of comments."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from buybook.xlsx.addresses import Shift
from buybook.xlsx.structure_changes import Change, changed_attributes, changed_text, tag
from buybook.xlsx.xmlscan import ATTRIBUTES, attribute, is_true

Behaviour = Literal["absolute", "oneCell", "twoCell"]
Edge = tuple[int, int]
"""A side of a floating object: the row or column it lies in, counted from 0, and the offset into it."""

_CORNER = rb"<(?:[\w.-]+:)?%s\s*>.*?</(?:[\w.-]+:)?%s\s*>"
_FROM = _CORNER % (b"from", b"from")
_TO = _CORNER % (b"to", b"to")
_ANCHOR = re.compile(
    rb"(<(?:[\w.-]+:)?(twoCellAnchor|oneCellAnchor|anchor)(?=[\s/>])(" + ATTRIBUTES + rb")>\s*)"
    rb"(" + _FROM + rb")(?:(\s*)(" + _TO + rb"))?",
    re.DOTALL,
)
_LINKS = tag("sp|pic|cameraTool|cxnSp|formControlPr|controlPr|objectPr")
_LINK_ATTRIBUTES = (
    "textlink",
    "cellRange",
    "fmlaLink",
    "fmlaRange",
    "fmlaGroup",
    "fmlaTxbx",
    "linkedCell",
    "listFillRange",
)
_P = rb"(?:[\w.-]+:)?"  # Excel writes v: and x:, openpyxl ns0: and the like
_SHAPE = re.compile(rb"<" + _P + rb"shape(?=[\s>]).*?</" + _P + rb"shape\s*>\s*", re.DOTALL)
_VML_ANCHOR = re.compile(rb"(<" + _P + rb"Anchor\s*>)([^<]*)(</" + _P + rb"Anchor\s*>)")
_VML_CELL = re.compile(rb"(<" + _P + rb"(Row|Column)\s*>\s*)(\d+)(\s*</" + _P + rb"(?:Row|Column)\s*>)")
_VML_FORMULA = re.compile(rb"(<" + _P + rb"(?:FmlaLink|FmlaRange|FmlaGroup|FmlaTxbx|FmlaPict)\s*>)([^<]*)(<)")
_VML_SIZES = re.compile(rb"<" + _P + rb"SizeWithCells\s*(?:/>|>\s*(?:</|True))", re.IGNORECASE)
_VML_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")


def moved_edges(first: Edge, last: Edge, shift: Shift, behaviour: Behaviour) -> tuple[Edge, Edge]:
    """Return both sides of an object after the shift.

    `twoCell` moves and sizes with its cells, `oneCell` only moves, `absolute` stays. An edge in a deleted row
    goes to where that row was.
    """
    if behaviour == "absolute":
        return first, last
    new_first = _moved_edge(first, shift)
    if behaviour == "oneCell":
        return new_first, (last[0] + new_first[0] - first[0], last[1])
    ends_on_the_line = last[1] <= 0 and last[0] + 1 == shift.at and first[0] + 1 < shift.at
    return new_first, last if ends_on_the_line else _moved_edge(last, shift)


def _moved_edge(edge: Edge, shift: Shift) -> Edge:
    index = edge[0] + 1
    if shift.at <= index < shift.first_kept:
        return shift.at - 1, 0
    moved = shift.moved(index)
    return (shift.limit - 1 if moved is None else moved - 1), edge[1]


def change_floating(xml: bytes, change: Change) -> bytes:
    """Return a drawing, or the controls of a sheet, after the change: positions and linked cells."""

    def linked(match: re.Match[bytes]) -> bytes:
        return changed_attributes(match, dict.fromkeys(_LINK_ATTRIBUTES, _formula_or_empty(change)))

    xml = _LINKS.sub(linked, xml)
    shift = change.moves
    if shift is None or shift.across is not None:
        return xml  # what floats lies over whole rows and columns
    return _ANCHOR.sub(lambda match: _moved_anchor(match, shift), xml)


def _formula_or_empty(change: Change) -> Callable[[str], str]:
    return lambda text: change.formula(text) if text else text


def _moved_anchor(match: re.Match[bytes], shift: Shift) -> bytes:
    behaviour = _behaviour(match[2], match[3])
    first = _read_edge(match[4], shift)
    last = _read_edge(match[6], shift) if match[6] else first
    if first is None or last is None:
        return match[0]
    new_first, new_last = moved_edges(first, last, shift, behaviour)
    written = match[1] + _write_edge(match[4], new_first, shift)
    return written + match[5] + _write_edge(match[6], new_last, shift) if match[6] else written


def _behaviour(name: bytes, attributes: bytes) -> Behaviour:
    if name == b"oneCellAnchor":
        return "oneCell"
    if name == b"anchor":  # of a form control in the sheet part
        if not is_true(attribute(attributes, "moveWithCells")) and not is_true(
            attribute(attributes, "sizeWithCells")
        ):
            return "absolute"
        return "twoCell" if is_true(attribute(attributes, "sizeWithCells")) else "oneCell"
    edit_as = attribute(attributes, "editAs")
    return "absolute" if edit_as == "absolute" else "oneCell" if edit_as == "oneCell" else "twoCell"


def _edge_pattern(shift: Shift, offset: bool) -> re.Pattern[bytes]:
    name = (b"row" if shift.axis == "rows" else b"col") + (b"Off" if offset else b"")
    return re.compile(rb"(<(?:[\w.-]+:)?" + name + rb"\s*>\s*)(-?\d+)")


def _read_edge(corner: bytes, shift: Shift) -> Edge | None:
    index, offset = (_edge_pattern(shift, part).search(corner) for part in (False, True))
    if index is None:
        return None
    return int(index[2]), int(offset[2]) if offset else 0


def _write_edge(corner: bytes, edge: Edge, shift: Shift) -> bytes:
    for number, offset in zip(edge, (False, True), strict=True):
        corner = _edge_pattern(shift, offset).sub(rb"\g<1>%d" % number, corner, count=1)
    return corner


def change_vml(xml: bytes, change: Change) -> bytes:
    """Return a legacy drawing (comment boxes, form controls) after the change."""
    xml = _VML_FORMULA.sub(lambda match: match[1] + changed_text(match[2], change.formula) + match[3], xml)
    shift = change.moves
    return xml if shift is None else _SHAPE.sub(lambda match: _moved_shape(match[0], shift), xml)


def _moved_shape(shape: bytes, shift: Shift) -> bytes:
    name = b"Row" if shift.axis == "rows" else b"Column"
    note = _VML_NOTE.search(shape) is not None
    if shift.across is not None and not (note and _in_the_way(shape, shift)):
        return shape
    gone = False

    def cell(match: re.Match[bytes]) -> bytes:
        nonlocal gone
        if match[2] != name:
            return match[0]
        new = shift.moved(int(match[3]) + 1)
        gone = gone or new is None
        return match[0] if new is None else match[1] + b"%d" % (new - 1) + match[4]

    # Only a comment's box says by Row and Column which cell it belongs to.
    if note:
        shape = _VML_CELL.sub(cell, shape)
    behaviour: Behaviour = "twoCell" if _VML_SIZES.search(shape) and not note else "oneCell"
    moved = _VML_ANCHOR.sub(lambda match: _moved_vml_anchor(match, shift, behaviour), shape)
    return b"" if gone else moved


def _in_the_way(note: bytes, shift: Shift) -> bool:
    """Whether a note's cell lies in the rows or columns of which some cells move."""
    places = {match[2]: int(match[3]) + 1 for match in _VML_CELL.finditer(note)}
    cross = places.get(b"Column" if shift.axis == "rows" else b"Row")
    return cross is not None and shift.across is not None and shift.across[0] <= cross <= shift.across[1]


def _moved_vml_anchor(match: re.Match[bytes], shift: Shift, behaviour: Behaviour) -> bytes:
    try:
        sides = [int(text) for text in match[2].split(b",")]
    except ValueError:
        return match[0]
    if len(sides) != 8:
        return match[0]
    low = 2 if shift.axis == "rows" else 0
    first, last = (sides[low], sides[low + 1]), (sides[low + 4], sides[low + 5])
    new_first, new_last = moved_edges(first, last, shift, behaviour)
    if (new_first, new_last) == (first, last):
        return match[0]
    sides[low : low + 2] = new_first
    sides[low + 4 : low + 6] = new_last
    numbers = iter(sides)
    return match[1] + re.sub(rb"-?\d+", lambda _: b"%d" % next(numbers), match[2]) + match[3]

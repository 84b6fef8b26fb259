"""The parts around a sheet: tables, comments, charts, pivot tables and their sources, connections."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, unquote

from buybook.xlsx.addresses import Area, Shift, Unshiftable, parse_a1
from buybook.xlsx.structure_changes import (
    Change,
    changed_attributes,
    changed_text,
    element,
    shifted_reference,
    tag,
    with_tag_attributes,
)
from buybook.xlsx.structure_columns import change_columns
from buybook.xlsx.structure_sheet import change_source, shifted_filter
from buybook.xlsx.xmlscan import attribute, whole

_TABLE = tag("table")
_TABLE_FILTER = element("autoFilter")
_TABLE_SORT = element("sortState")
_TABLE_COLUMN = element("tableColumn")
_CALCULATED = re.compile(
    rb"(<(?:[\w.-]+:)?(calculatedColumnFormula|totalsRowFormula)(?:\s[^>]*)?(?<!/)>)([^<]*)(</)"
)
_COMMENT = element("comment|threadedComment")
_CHART_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:f|sqref)(?:\s[^>]*)?(?<!/)>)([^<]*)(</)")
_LOCATION = tag("location")
_PIVOT_SOURCE = tag("worksheetSource|rangeSet")
_CONNECTION_CELL = tag("parameter|rangePr")
_TABLE_SLICER = tag("tableSlicerCache")
_PIVOT = tag("pivotTableDefinition")
_PIVOT_OF_SLICER = tag("pivotTable")
_RELATIONSHIP = tag("Relationship")
_SINGLE_CELL = tag("singleXmlCell")
_VIEW_FILTER = tag("nsvFilter|sortCondition")


def change_table(xml: bytes, change: Change) -> bytes:
    """Return a table part after the change. Unshiftable when header, totals or columns would be torn."""
    opening = _TABLE.search(xml)
    ref = attribute(opening[3], "ref") if opening else None
    if opening is None or ref is None:
        return xml
    xml = _change_table_formulas(xml, opening, ref, change)
    shift = change.moves
    opening = _TABLE.search(xml)
    if shift is None or opening is None:
        return xml
    new = _shifted_table_ref(opening, ref, shift)
    if new == ref:
        return xml
    area = parse_a1(ref)
    if shift.axis == "columns" and shift.cuts(*area.along("columns")):
        xml = change_columns(xml, area, shift, attribute(opening[3], "displayName") or "?")
    head = xml[: opening.start()] + with_tag_attributes(opening, {"ref": new})
    body = _TABLE_FILTER.sub(
        lambda match: _shifted_table_filter(match, ref, new, shift), xml[opening.end() :]
    )
    return head + _TABLE_SORT.sub(lambda match: _shifted_table_sort(match, shift), body)


def _rows_of(opening: re.Match[bytes]) -> tuple[int, int]:
    return whole(attribute(opening[3], "headerRowCount"), 1), whole(attribute(opening[3], "totalsRowCount"))


def _shifted_table_ref(opening: re.Match[bytes], ref: str, shift: Shift) -> str:
    name = attribute(opening[3], "displayName") or "?"
    area = parse_a1(ref)
    first, last = area.along(shift.axis)
    if not shift.covers(area):
        if shift.reaches(area):
            raise Unshiftable("table_beside", f"the table {name} also lies beside")
        return ref
    moved = area.shifted(shift)
    if moved is None:
        raise Unshiftable("table_deleted", f"the whole table {name} would be deleted")
    if shift.axis == "rows" and shift.count < 0:
        header, totals = _rows_of(opening)
        if header and shift.touches(first, first + header - 1):
            raise Unshiftable("table_header", f"the header of the table {name} would be deleted")
        if totals and shift.touches(last - totals + 1, last):
            raise Unshiftable("table_totals", f"the totals of the table {name} would be deleted")
        if shift.span(first + header, last - totals) is None:
            raise Unshiftable("table_rows", f"the table {name} would lose all its rows")
    return str(moved)


def _change_table_formulas(xml: bytes, opening: re.Match[bytes], ref: str, change: Change) -> bytes:
    """Calculated columns hold a formula written for the first data row; totals one for the totals row."""
    table = parse_a1(ref)
    top, left, bottom, _ = table.bounds
    header, totals = _rows_of(opening)
    number = -1

    def column(match: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        data = parse_a1(f"A{top + header}:A{max(top + header, bottom - totals)}").moved(0, left - 1 + number)
        where = [data] if data else []

        def formula(found: re.Match[bytes]) -> bytes:
            calculated = found[2] == b"calculatedColumnFormula"
            return (
                found[1]
                + changed_text(found[3], lambda text: change.anchored(text, where if calculated else []))
                + found[4]
            )

        return _CALCULATED.sub(formula, match[0])

    return _TABLE_COLUMN.sub(column, xml)


def _shifted_table_filter(match: re.Match[bytes], old: str, new: str, shift: Shift) -> bytes:
    """A table's filter ends where its data ends, also after an insertion between data and totals."""
    ref = attribute(match[3], "ref")
    if ref is None:
        return match[0]
    behind = parse_a1(old).bounds[2] - parse_a1(ref).bounds[2]
    shifted = parse_a1(shifted_reference(ref, shift) or ref).ordered()
    shifted = shifted.with_along("rows", shifted.first_row, parse_a1(new).bounds[2] - behind)
    return shifted_filter(match, shift, str(shifted)) or b""


def _shifted_table_sort(match: re.Match[bytes], shift: Shift) -> bytes:
    def moved(text: str) -> str:
        return shifted_reference(text, shift) or text

    opening = tag("sortState").match(match[0])
    if opening is None:
        return match[0]
    # A sort order inside the filter has been shifted with it.
    body = tag("sortCondition").sub(
        lambda found: changed_attributes(found, {"ref": moved}), match[0][opening.end() :]
    )
    return changed_attributes(opening, {"ref": moved}) + body


def change_comments(xml: bytes, change: Change) -> bytes:
    """Return a comments part (or threaded comments) after the change; comments of deleted cells go."""
    shift = change.moves
    if shift is None:
        return xml

    def comment(match: re.Match[bytes]) -> bytes:
        ref = attribute(match[3], "ref")
        new = shifted_reference(ref, shift) if ref else ref
        return b"" if new is None else match[0] if new == ref else with_tag_attributes(match, {"ref": new})

    return _COMMENT.sub(comment, xml)


def change_chart(xml: bytes, change: Change) -> bytes:
    """Return a chart part after the change. Its cached values stay: Excel reads the cells anew."""
    return _CHART_FORMULA.sub(lambda match: match[1] + changed_text(match[2], change.formula) + match[3], xml)


def pivot_area(xml: bytes) -> Area | None:
    """The cells of a pivot table, with its page fields, which stand above with an empty row between."""
    location = _LOCATION.search(xml)
    ref = attribute(location[3], "ref") if location else None
    if location is None or ref is None:
        return None
    pages = whole(attribute(location[3], "rowPageCount"))
    area = parse_a1(ref).ordered()
    return replace(area, kind="range", first_row=max(1, area.first_row - (pages + 1 if pages else 0)))


def change_pivot_table(xml: bytes, change: Change) -> bytes:
    """Return a pivot table part after the change. Unshiftable when the change touches the pivot table."""
    shift = change.moves
    location, held = _LOCATION.search(xml), pivot_area(xml)
    ref = attribute(location[3], "ref") if location else None
    if shift is None or location is None or ref is None or held is None:
        return xml
    new = shifted_reference(ref, shift)
    if new is None or shift.tears(held):
        raise Unshiftable("pivot_table", f"a pivot table stands in {ref}")
    if new == ref:
        return xml
    return xml[: location.start()] + with_tag_attributes(location, {"ref": new}) + xml[location.end() :]


def change_pivot_cache(xml: bytes, change: Change) -> bytes:
    """Return a pivot cache definition after the change: the range that the pivot table is made from."""
    return _PIVOT_SOURCE.sub(lambda match: change_source(match, change), xml)


def change_connections(xml: bytes, change: Change) -> bytes:
    """Return the connections part after the change: cells that give parameters, ranges that give data."""
    return _CONNECTION_CELL.sub(
        lambda match: changed_attributes(match, {"cell": change.formula, "sourceName": change.formula}), xml
    )


def change_single_cells(xml: bytes, change: Change) -> bytes:
    """Return a part of cells mapped to XML after the change."""
    shift = change.moves
    if shift is None:
        return xml

    def moved(text: str) -> str:
        new = shifted_reference(text, shift)
        if new is None:
            raise Unshiftable("mapped_cell", f"the cell {text} is connected to XML data")
        return new

    return _SINGLE_CELL.sub(lambda match: changed_attributes(match, {"r": moved}), xml)


def change_sheet_views(xml: bytes, change: Change) -> bytes:
    """Return the named views of a sheet after the change: the ranges that they filter and sort."""
    shift = change.moves
    if shift is None:
        return xml
    return _VIEW_FILTER.sub(
        lambda match: changed_attributes(match, {"ref": lambda text: shifted_reference(text, shift) or text}),
        xml,
    )


def change_links(xml: bytes, change: Change) -> bytes:
    """Return a relationships part after the change: links to `#Sheet!A1`, as some programs write them.

    A link whose place is deleted stays as it was written, as one in the sheet itself does.
    """

    def place(text: str) -> str:
        if not text.startswith("#"):
            return text
        escaped = "%" in text
        before = unquote(text[1:]) if escaped else text[1:]
        after = change.formula(before)
        if after == before or "#REF!" in after:
            return text
        return "#" + (quote(after, safe="!$:'") if escaped else after)

    def link(match: re.Match[bytes]) -> bytes:
        is_link = (attribute(match[3], "Type") or "").endswith("/hyperlink")
        return changed_attributes(match, {"Target": place}) if is_link else match[0]

    return _RELATIONSHIP.sub(link, xml)


def belongs_to_slicer(cache: bytes, part: bytes) -> bool:
    """Whether a slicer's (or timeline's) cache filters the table or pivot table of a part."""
    table = _TABLE.search(part)
    if table is not None:
        number = attribute(table[3], "id")
        return any(attribute(found[3], "tableId") == number for found in _TABLE_SLICER.finditer(cache))
    pivot = _PIVOT.search(part)
    name = attribute(pivot[3], "name") if pivot else None
    return any(attribute(found[3], "name") == name for found in _PIVOT_OF_SLICER.finditer(cache))

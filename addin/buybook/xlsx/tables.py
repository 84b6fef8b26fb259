"""Excel Tables (ListObjects): their range, columns and formulas, kept in step with the sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from buybook.xlsx import tablerows, xmlscan
from buybook.xlsx.addresses import Shift, parse_a1
from buybook.xlsx.cells import Area, area_name, parse_area
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.names import TRUTHS
from buybook.xlsx.strings import decode_escapes
from buybook.xlsx.structure_changes import Change
from buybook.xlsx.structure_columns import deleted_places, inserted_columns
from buybook.xlsx.structure_parts import change_table
from buybook.xlsx.structuredrefs import (
    delete_column_in_formula,
    rename_column_in_formula,
    rename_table_in_formula,
)
from buybook.xlsx.thisrow import stored_reference
from buybook.xlsx.xmlscan import Element

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NAME = re.compile(r"[^\W\d][\w.]{0,254}\Z")
_MAX_COLUMN_NAME = 255  # characters, Excel's limit
_R1C1 = re.compile(r"R[0-9]*(?:C[0-9]*)?|C[0-9]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def _spelt(name: str) -> str:
    """A column's name as the part spells it: line breaks as `_x000a_`."""
    name = _LOOKS_ESCAPED.sub("_x005f_", name)
    return _CONTROL.sub(lambda match: f"_x{ord(match[0]):04x}_", name)


def check_column_name(name: str) -> None:
    """Refuse (`wrong_argument`) a title that no column of a table can have: Excel repairs such a file."""
    if len(name) > _MAX_COLUMN_NAME:
        raise WorkbookError(
            "wrong_argument",
            f"A table's column has a title of at most {_MAX_COLUMN_NAME} characters, not {len(name)}.",
        )


def check_name(name: str) -> None:
    """Refuse a name that Excel would refuse for a table: one with spaces, or that looks like a cell."""
    if not _NAME.match(name) or _R1C1.fullmatch(name) or _is_address(name) or name.upper() in TRUTHS:
        raise WorkbookError("wrong_argument", f"{name!r} cannot be the name of a table.")


def _is_address(name: str) -> bool:
    try:
        parse_a1(name)
    except ValueError:
        return False
    return True


class TablePart:
    """One table. Its header cells and its column names are the same texts, whichever is changed."""

    def __init__(self, sheet: Sheet, part: str) -> None:
        self.sheet = sheet
        self.part = part

    # -- reading

    @property
    def _xml(self) -> bytes:
        return self.sheet.workbook.package.read_xml(self.part)

    def _write(self, xml: bytes) -> None:
        self.sheet.workbook.package.write(self.part, xml)

    def _attribute(self, name: str) -> str | None:
        return xmlscan.root(self._xml).get(name)

    @property
    def id(self) -> int:
        """The number that no other table of the workbook has."""
        return xmlscan.whole(self._attribute("id"))

    @property
    def name(self) -> str:
        """The name by which formulas call the table."""
        name = self._attribute("displayName") or self._attribute("name")
        if not name:
            raise WorkbookError("damaged", f"The part {self.part} should be a table and is none.")
        return name

    @property
    def display_name(self) -> str:
        """The same as `name`."""
        return self.name

    @property
    def area(self) -> Area:
        """The table's range, with header and totals."""
        return parse_area(self._attribute("ref") or "")

    @property
    def header_row(self) -> bool:
        """Whether the table shows its header."""
        return xmlscan.whole(self._attribute("headerRowCount"), 1) > 0

    @property
    def totals_row(self) -> bool:
        """Whether the table shows a row of totals."""
        return xmlscan.whole(self._attribute("totalsRowCount")) > 0

    @property
    def style(self) -> str | None:
        """The name of the table's style."""
        xml = self._xml
        root = xmlscan.root(xml)
        found = xmlscan.child(xml, "tableStyleInfo", root.body, root.body_end)
        return None if found is None else found.get("name")

    @property
    def header_area(self) -> Area | None:
        """The range of the header."""
        top, left, _, right = self.area
        return (top, left, top, right) if self.header_row else None

    @property
    def totals_area(self) -> Area | None:
        """The range of the totals."""
        _, left, bottom, right = self.area
        return (bottom, left, bottom, right) if self.totals_row else None

    @property
    def body_area(self) -> Area | None:
        """The range of the rows between header and totals; None when there is not one."""
        top, left, bottom, right = self.area
        top, bottom = top + self.header_row, bottom - self.totals_row
        return (top, left, bottom, right) if top <= bottom else None

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [decode_escapes(element.get("name") or "") for element in self._columns(self._xml)]

    def _columns(self, xml: bytes) -> list[Element]:
        container = self._container(xml)
        return list(xmlscan.children(xml, container.body, container.body_end))

    def _container(self, xml: bytes) -> Element:
        root = xmlscan.root(xml)
        found = xmlscan.child(xml, "tableColumns", root.body, root.body_end)
        if found is None:
            raise WorkbookError("damaged", f"The table {self.name} has no columns.")
        return found

    # -- columns

    def unique_name(self, wanted: str, but: int | None = None) -> str:
        """The name, with a number after it when another column has it; `but` is a column's own place."""
        check_column_name(wanted)
        taken = {name.casefold() for place, name in enumerate(self.columns, 1) if place != but}
        name, number = wanted, 2
        while name.casefold() in taken:
            name, number = f"{wanted}{number}", number + 1
        return name

    def rename_column(self, place: int, name: str) -> str:
        """Rename a column, counted from 1, and write its header; gives the name it got."""
        name = self.note_header(place, name)
        if self.header_row:
            self.sheet.write_header(self.area[0], self.area[1] + place - 1, name)
        return name

    def note_header(self, place: int, text: str) -> str:
        """Take over what is about to be written into a header cell; gives the text that must stand there."""
        name = self.unique_name(text or f"Column{place}", but=place)
        xml, old = self._xml, self.columns[place - 1]
        if old != name:
            self._write(xmlscan.with_attributes(xml, self._columns(xml)[place - 1], {"name": _spelt(name)}))
            self._follow(partial(rename_column_in_formula, table=self.name, old=old, new=name))
        return name

    def _follow(self, change: Callable[..., str]) -> None:
        """Change all formulas that refer to the table; `change` takes the keyword `within` for its own."""
        self.sheet.workbook.rewrite_formulas(self.name, change)
        own = Change(self.name, own_sheet=self.sheet.name, text=partial(change, within=True))
        self._write(change_table(self._xml, own))

    def rename(self, name: str) -> None:
        """Give the table another name; formulas, rules and pivot tables that name it follow."""
        old = self.name
        if name == old:
            return
        check_name(name)
        if name.casefold() != old.casefold() and self.sheet.workbook.is_name_taken(name):
            raise WorkbookError("wrong_argument", f"There is a table or a name {name!r} already.")
        xml = self._xml
        self._write(xmlscan.with_attributes(xml, xmlscan.root(xml), {"name": name, "displayName": name}))
        self.sheet.workbook.rewrite_formulas(old, partial(rename_table_in_formula, old=old, new=name))

    def add_column(self, name: str) -> int:
        """Add a column at the right end; gives its place, counted from 1."""
        top, left, bottom, right = self.area
        self.resize((top, left, bottom, right + 1), names=[name])
        return len(self.columns)

    def calculated_formula(self, place: int) -> str | None:
        """The formula of a calculated column with its '='; None when it is not calculated."""
        xml = self._xml
        found = self._calculated(xml, place)
        return None if found is None else "=" + xmlscan.text(xml, found)

    def is_array_column(self, place: int) -> bool:
        """Whether the formula of a calculated column is an array formula in each of its cells."""
        found = self._calculated(self._xml, place)
        return found is not None and xmlscan.is_true(found.get("array"))

    def _calculated(self, xml: bytes, place: int) -> Element | None:
        column = self._columns(xml)[place - 1]
        return xmlscan.child(xml, "calculatedColumnFormula", column.body, column.body_end)

    def set_calculated_formula(self, place: int, formula: str | None) -> None:
        """Make a column calculated, so that Excel fills new rows; None makes it a plain one."""
        if formula is not None:
            formula = stored_reference(formula, self.name)
            check_formula(formula)
        if self.calculated_formula(place) == formula:
            return
        xml = self._xml
        column = self._columns(xml)[place - 1]
        found = self._calculated(xml, place)
        if found is not None:
            xml = xml[: found.start] + xml[found.end :]
            column = self._columns(xml)[place - 1]
        if formula is not None:
            name = xmlscan.prefix_of(xmlscan.root(xml).name) + b"calculatedColumnFormula"
            element = b"<%s>%s</%s>" % (name, xmlscan.escape(formula.removeprefix("=")), name)
            xml = xmlscan.with_child(xml, column, element, at=column.body)
        self._write(xml)

    def insert_column(self, place: int, name: str | None = None) -> None:
        """Insert a column before the one at a place (from 1); what stands at the right in these rows moves."""
        top, left, bottom, _ = self.area
        if not 2 <= place <= len(self.columns):
            raise WorkbookError("wrong_argument", "A column is inserted between two others; else add it.")
        self.sheet.insert_cells((top, left + place - 1, bottom, left + place - 1), "right")
        if name is not None:
            self.rename_column(place, name)

    def delete_column(self, place: int) -> None:
        """Delete a column, counted from 1; what stands at the right in these rows moves left."""
        top, left, bottom, _ = self.area
        if len(self.columns) < 2 or not 1 <= place <= len(self.columns):
            raise WorkbookError("wrong_argument", f"The table {self.name} cannot lose column {place}.")
        self.sheet.delete_cells((top, left + place - 1, bottom, left + place - 1), "left")

    def after_shift(self, before: Area, names: Sequence[str], shift: Shift) -> None:
        """Write the headers of inserted columns, and #REF! for deleted ones, once the sheet was shifted."""
        old = parse_a1(area_name(before))
        for place in deleted_places(old, shift):
            self._follow(partial(delete_column_in_formula, table=self.name, column=names[place]))
        if self.header_row:
            top, left, _, _ = self.area
            for column in inserted_columns(old, shift):
                self.sheet.write_header(top, column, self.columns[column - left])

    # -- range

    def resize(self, area: Area, names: list[str] | None = None) -> None:
        """Give the table another range. Its header stays where it is; columns come and go at the right.

        New columns are called as `names` say, or as their header cells do. New rows get the formulas of
        calculated columns and the looks of the last row, as `tablerows.complete` says.
        """
        old = self.area
        if area[:2] != old[:2]:
            raise WorkbookError("unsupported", f"The header of the table {self.name} cannot move.")
        if area[2] < area[0] + self.header_row + self.totals_row:
            raise WorkbookError("wrong_argument", f"The table {self.name} needs a row below its header.")
        if area == old:
            return
        if self.totals_row and area[2] != old[2]:
            raise WorkbookError(
                "unsupported", f"Take the totals of the table {self.name} away before it is resized."
            )
        self.sheet.refuse_table_area(area, but=self)
        self._set_columns(area, names or [])
        self._set_ref(area)
        tablerows.complete(self, old)

    def _set_columns(self, area: Area, names: list[str]) -> None:
        count = area[3] - area[1] + 1
        for place in range(len(self.columns), count):
            column = area[1] + place
            given = names.pop(0) if names else None
            if given is None and self.header_row:
                given = self.sheet.text(area[0], column)
            name = self.unique_name(given or f"Column{place + 1}")
            self._append_column(name)
            if self.header_row:
                self.sheet.write_header(area[0], column, name)
        lost = self.columns[count:]
        xml = self._xml
        for column_element in reversed(self._columns(xml)[count:]):
            xml = xml[: column_element.start] + xml[column_element.end :]
        self._write(xmlscan.with_attributes(xml, self._container(xml), {"count": str(count)}))
        for name in lost:
            self._follow(partial(delete_column_in_formula, table=self.name, column=name))

    def _append_column(self, name: str) -> None:
        xml = self._xml
        number = max((xmlscan.whole(element.get("id")) for element in self._columns(xml)), default=0) + 1
        attributes = xmlscan.set_attributes(b"", {"id": str(number), "name": _spelt(name)})
        prefix = xmlscan.prefix_of(xmlscan.root(xml).name)
        self._write(
            xmlscan.with_child(xml, self._container(xml), b"<%stableColumn%s/>" % (prefix, attributes))
        )

    def _set_ref(self, area: Area) -> None:
        xml = self._xml
        xml = xmlscan.with_attributes(xml, xmlscan.root(xml), {"ref": area_name(area)})
        root = xmlscan.root(xml)
        filtered = xmlscan.child(xml, "autoFilter", root.body, root.body_end)
        if filtered is not None:
            inner = (area[0], area[1], area[2] - self.totals_row, area[3])
            width = area[3] - area[1] + 1
            xml = xmlscan.with_attributes(xml, filtered, {"ref": area_name(inner)})
            xml = _without_filters_beyond(xml, width)
        self._write(xml)

    def set_totals_row(self, shown: bool) -> None:
        """Add an empty row of totals below, or take it away with what stands in it."""
        if shown == self.totals_row:
            return
        top, left, bottom, right = self.area
        if shown:
            self.sheet.refuse_table_area((top, left, bottom + 1, right), but=self)
            bottom += 1
        else:
            self.sheet.clear_contents(bottom, left, bottom, right)
            bottom -= 1
        xml = self._xml
        values = {"totalsRowCount": "1" if shown else None, "totalsRowShown": "1" if shown else "0"}
        self._write(xmlscan.with_attributes(xml, xmlscan.root(xml), values))
        self._set_ref((top, left, bottom, right))


def _without_filters_beyond(xml: bytes, width: int) -> bytes:
    for tag in xmlscan.start_tags(xml, "filterColumn"):
        number = xmlscan.attribute(tag[1], "colId")
        if number is not None and xmlscan.whole(number) >= width:
            element = next(xmlscan.children(xml, tag.start()))
            return _without_filters_beyond(xml[: element.start] + xml[element.end :], width)
    return xml


def new_table(
    namespace: str, number: int, name: str, area: Area, columns: list[str], style: str | None
) -> bytes:
    """The part of a new table with a header, a filter, and banded rows."""
    values: dict[str, str | None] = {
        "xmlns": namespace,
        "id": str(number),
        "name": name,
        "displayName": name,
        "ref": area_name(area),
        "totalsRowShown": "0",
    }
    written = b"".join(
        b"<tableColumn%s/>" % xmlscan.set_attributes(b"", {"id": str(place), "name": _spelt(column)})
        for place, column in enumerate(columns, 1)
    )
    look: dict[str, str | None] = {
        "name": style,
        "showFirstColumn": "0",
        "showLastColumn": "0",
        "showRowStripes": "1",
        "showColumnStripes": "0",
    }
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        b'<table%s><autoFilter ref="%s"/><tableColumns count="%d">%s</tableColumns>'
        b"<tableStyleInfo%s/></table>"
        % (
            xmlscan.set_attributes(b"", values),
            area_name(area).encode(),
            len(columns),
            written,
            xmlscan.set_attributes(b"", look),
        )
    )

"""How a table looks: its style, stripes, filter buttons and whether its header shows (ECMA-376 18.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, area_name
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.tables import TablePart
from buybook.xlsx.xmlscan import Element, is_true

Flag: TypeAlias = Literal["showFirstColumn", "showLastColumn", "showRowStripes", "showColumnStripes"]
"""What a table's style may show, as the file names it."""

_ORDER: Final = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")
_FLAGS: Final[tuple[Flag, ...]] = ("showFirstColumn", "showLastColumn", "showRowStripes", "showColumnStripes")


class TableLook:
    """The looks of one table."""

    def __init__(self, table: TablePart) -> None:
        self._table = table

    @property
    def _xml(self) -> bytes:
        return self._table.sheet.workbook.package.read_xml(self._table.part)

    def _write(self, xml: bytes) -> None:
        self._table.sheet.workbook.package.write(self._table.part, xml)

    def _child(self, local: str) -> Element | None:
        xml = self._xml
        root = xmlscan.root(xml)
        return xmlscan.child(xml, local, root.body, root.body_end)

    def _put(self, local: str, values: Mapping[str, str | None]) -> None:
        xml = self._xml
        name = xmlscan.prefix_of(xmlscan.root(xml).name) + local.encode()
        element = b"<%s%s/>" % (name, xmlscan.set_attributes(b"", dict(values)))
        self._write(xmlscan.put_in_order(xml, _ORDER, local, element))

    # -- style

    def set_style(self, name: str | None) -> None:
        """Give the table the style of that name; None takes its style away."""
        found = self._child("tableStyleInfo")
        if found is not None:
            self._write(xmlscan.with_attributes(self._xml, found, {"name": name}))
        elif name is not None:
            self._put("tableStyleInfo", {"name": name} | dict.fromkeys(_FLAGS, "0"))

    def shows(self, flag: Flag) -> bool:
        """Whether the style sets first column, last column, rows or columns apart."""
        found = self._child("tableStyleInfo")
        return found is not None and is_true(found.get(flag))

    def show(self, flag: Flag, shown: bool) -> None:
        """Set first column, last column, rows or columns apart, or no longer."""
        if self.shows(flag) == shown:
            return
        found = self._child("tableStyleInfo")
        if found is None:
            self._put("tableStyleInfo", {str(each): "1" if each == flag else "0" for each in _FLAGS})
        else:
            self._write(xmlscan.with_attributes(self._xml, found, {flag: "1" if shown else "0"}))

    # -- filter buttons

    @property
    def filter_buttons(self) -> bool:
        """Whether the header has filter buttons."""
        return self._child("autoFilter") is not None

    def set_filter_buttons(self, shown: bool) -> None:
        """Put filter buttons into the header, or take them away; rows that were filtered out show again."""
        found = self._child("autoFilter")
        if shown == (found is not None):
            return
        if found is None:
            if not self._table.header_row:
                raise WorkbookError(
                    "unsupported", f"The table {self._table.name} shows no header that could have buttons."
                )
            self._put("autoFilter", {"ref": area_name(self._filtered_area())})
            return
        xml, filtered = self._xml, found.body < found.body_end
        self._write(xml[: found.start] + xml[found.end :])
        body = self._table.body_area
        if filtered and body is not None:
            self._table.sheet.set_rows_hidden(body[0], body[2], False)

    def _filtered_area(self) -> Area:
        top, left, bottom, right = self._table.area
        return top, left, bottom - self._table.totals_row, right

    # -- header

    def set_header_row(self, shown: bool) -> None:
        """Show or hide the header. Its names stay known; its cells are emptied, and written again.

        A header comes back in the row above the data, which must be there and empty: Excel would move cells.
        """
        if shown == self._table.header_row:
            return
        if shown:
            self._show_header()
        else:
            self._hide_header()

    def _show_header(self) -> None:
        table = self._table
        top, left, bottom, right = table.area
        row = top - 1
        if row < 1 or any(cell is not None for cell in table.sheet.values(row, left, row, right)[0]):
            raise WorkbookError(
                "unsupported", f"The table {table.name} has no empty row above it for its header."
            )
        table.sheet.refuse_table_area((row, left, row, right), but=table)
        self._set_rows(row, bottom, None)
        for column, name in enumerate(table.columns, left):
            table.sheet.write_header(row, column, name)
        self.set_filter_buttons(True)

    def _hide_header(self) -> None:
        table = self._table
        self.set_filter_buttons(False)
        top, left, bottom, right = table.area
        self._set_rows(top + 1, bottom, "0")
        table.sheet.clear_contents(top, left, top, right)

    def _set_rows(self, top: int, bottom: int, header_rows: str | None) -> None:
        xml = self._xml
        _, left, _, right = self._table.area
        values = {"ref": area_name((top, left, bottom, right)), "headerRowCount": header_rows}
        self._write(xmlscan.with_attributes(xml, xmlscan.root(xml), values))

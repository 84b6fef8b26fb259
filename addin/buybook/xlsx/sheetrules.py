"""What lies over the cells of a sheet: merges, links, rules, validations, tables, filters."""

from __future__ import annotations

from collections.abc import Sequence

from buybook.xlsx import conditional, hyperlinks, merges, validation, xmlscan
from buybook.xlsx import frame as frames
from buybook.xlsx.addresses import format_range, quote_sheet
from buybook.xlsx.cells import Area, area_name, check_cell, contains, overlap, parse_area
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.hyperlinks import LinkIndex
from buybook.xlsx.records import ConditionalFormat, Hyperlink, Message, Validation
from buybook.xlsx.sheetcells import SheetCells
from buybook.xlsx.tables import CONTENT_TYPE, TablePart, check_column_name, check_name, new_table

_PLAIN = Message()  # in Excel's own words


class SheetRules(SheetCells):
    """Merges, links, rules, validations, tables and filters."""

    # -- merges

    def merge_area(self, row: int, column: int) -> Area | None:
        """The merged area that a cell belongs to."""
        return next((area for area in self.merges if contains(area, row, column)), None)

    def merge(self, area: Area) -> None:
        """Merge an area; what its other cells hold is lost from sight, not from the file."""
        check_cell(area[2], area[3])
        if any(overlap(area, table.area) for table in self.tables):
            raise WorkbookError(
                "unsupported", f"{area_name(area)} lies in a table, whose cells cannot be merged."
            )
        self.add_merge(area)

    def unmerge(self, area: Area) -> None:
        """Unmerge an area."""
        self.frame = merges.remove(self.frame, area)

    # -- links

    @property
    def hyperlinks(self) -> list[Hyperlink]:
        """All links of the sheet."""
        relationships = self.workbook.package.relationships(self.part)
        return hyperlinks.read(self.frame, {item.id: item.target for item in relationships})

    def hyperlink(self, row: int, column: int) -> Hyperlink | None:
        """The link of a cell."""
        return self._link_index().find(row, column)

    def _link_index(self) -> LinkIndex:
        if self._links is None:
            self._links = LinkIndex(self.hyperlinks)
        return self._links

    def _bring_in(self) -> None:
        """Bring links that were set, or taken away, into the part."""
        waiting = {} if self._links is None else self._links.waiting
        self._links = None
        if not waiting:
            return
        links = [link for link in waiting.values() if link is not None]
        urls = [link.url for link in links if link.url is not None]
        kind = self.workbook.relationship_type("hyperlink")
        identifiers = iter(self.workbook.package.add_relationships(self.part, kind, urls, external=True))
        base = self.workbook.relationship_base
        added = b"".join(
            hyperlinks.element(self.prefix, link, None if link.url is None else next(identifiers), base)
            for link in links
        )
        gone = [(*cell, *cell) for cell in waiting]
        self._frame, lost = hyperlinks.change(self._frame, gone, added)
        unused = lost.difference(xmlscan.attribute_texts(self._frame)) if lost else lost
        if unused:
            self.workbook.package.remove_relationships(self.part, unused)

    def set_hyperlink(
        self,
        row: int,
        column: int,
        *,
        url: str | None = None,
        location: str | None = None,
        tooltip: str | None = None,
        display: str | None = None,
    ) -> None:
        """Give a cell a link: to an address (`url`), or to a place in the workbook (`Orders!A5`)."""
        check_cell(row, column)
        if url is None and location is None:
            raise WorkbookError("wrong_argument", "A link needs an address or a place in the workbook.")
        for text in (url, location, tooltip, display):
            xmlscan.escape(text or "")  # refused now what could not be written, for links are written later
        link = Hyperlink((row, column, row, column), url, location, tooltip, display)
        existing = self._link_index().find(row, column)
        if existing == link:
            return
        if existing is not None and existing.area != link.area:
            raise WorkbookError("unsupported", f"{area_name(existing.area)} has one link for all its cells.")
        self._link_index().waiting[row, column] = link

    def remove_hyperlink(self, row: int, column: int) -> None:
        """Take a cell's own link away; its text stays."""
        index = self._link_index()
        if index.is_written(row, column):
            index.waiting[row, column] = None
        else:
            index.waiting.pop((row, column), None)

    # -- conditional formats

    @property
    def conditional_formats(self) -> list[ConditionalFormat]:
        """All rules, the strongest first."""
        return conditional.read(self.frame)

    def add_conditional_format(
        self,
        areas: Sequence[Area],
        *,
        kind: str = "expression",
        formulas: Sequence[str] = (),
        operator: str | None = None,
        text: str | None = None,
        dxf: int | None = None,
        stop: bool = False,
    ) -> ConditionalFormat:
        """Add a rule that gives way to those there are.

        `kind` is `expression` (one formula), `cellIs` (an operator such as `greaterThan` and one or two
        formulas) or `containsText` (a text). Formulas are written for the first cell of the areas; `dxf` is
        from `Styles.add_dxf`.
        """
        self.frame, rule = conditional.add(
            self.frame, areas, kind=kind, formulas=formulas, operator=operator, text=text, dxf=dxf, stop=stop
        )
        return rule

    def delete_conditional_format(self, rule: ConditionalFormat) -> None:
        """Take a rule away."""
        self.frame = conditional.remove(self.frame, rule)

    def clear_conditional_formats(self, area: Area) -> None:
        """Take all rules from an area; they stay active on their other cells."""
        self.frame = conditional.clear(self.frame, area)

    # -- validations

    @property
    def validations(self) -> list[Validation]:
        """All data validations."""
        return validation.read(self.frame)

    def validation(self, row: int, column: int) -> Validation | None:
        """The validation of a cell."""
        return next(
            (found for found in self.validations if any(contains(area, row, column) for area in found.areas)),
            None,
        )

    def add_list_validation(
        self,
        areas: Sequence[Area],
        *,
        items: Sequence[str] = (),
        source: str | None = None,
        allow_blank: bool = True,
        error: bool = True,
        prompt: str | None = None,
    ) -> Validation:
        """Offer a list of choices: `items` written out, or the cells of `source` (`=Lists!$A$1:$A$9`).

        With `error` Excel refuses other entries. An area that has a validation already is `unsupported`.
        """
        return self.add_validation(
            areas,
            "list",
            formulas=[validation.written_list(items) if source is None else source],
            allow_blank=allow_blank,
            error=Message() if error else None,
            prompt=Message(text=prompt),
        )

    def add_validation(
        self,
        areas: Sequence[Area],
        kind: str,
        *,
        operator: str | None = None,
        formulas: Sequence[str] = (),
        allow_blank: bool = True,
        dropdown: bool = True,
        error: Message | None = _PLAIN,
        style: str = "stop",
        prompt: Message | None = None,
    ) -> Validation:
        """Restrict what may be entered in some areas.

        `kind` is `whole`, `decimal`, `date`, `time` or `textLength` with an `operator` (`between`, the default,
        and `notBetween` take two formulas, `equal`, `notEqual`, `greaterThan`, `lessThan`,
        `greaterThanOrEqual`, `lessThanOrEqual` one), or `list` or `custom` with one formula. Formulas are
        written for the first cell; dates and times are serial numbers. `error`, `style`, `prompt` and
        `dropdown` are as in `Validation`. An area that has a validation already is `unsupported`: clear it.
        """
        for found in self.validations:
            if any(overlap(area, other) for area in areas for other in found.areas):
                raise WorkbookError("unsupported", f"{area_name(found.areas[0])} has a validation already.")
        self.frame, made = validation.add(
            self.frame,
            areas,
            kind,
            operator=operator,
            formulas=formulas,
            allow_blank=allow_blank,
            dropdown=dropdown,
            error=error,
            style=style,
            prompt=prompt,
        )
        return made

    def delete_validation(self, wanted: Validation) -> None:
        """Take a validation away."""
        self.frame = validation.remove(self.frame, wanted)

    def clear_validations(self, area: Area) -> None:
        """Take all validations from an area; they stay active on their other cells."""
        self.frame = validation.clear(self.frame, area)

    # -- filters and tables

    @property
    def autofilter(self) -> Area | None:
        """The area of the sheet's own filter (tables have theirs)."""
        found = frames.find(self.frame, "autoFilter")
        return None if found is None else parse_area(found.get("ref") or "")

    def set_autofilter(self, area: Area | None) -> None:
        """Put filter buttons on the first row of an area, or take the sheet's filter away."""
        if self.autofilter == area:
            return
        found = frames.find(self.frame, "autoFilter")
        if found is not None:
            self.frame = frames.cut(self.frame, found)
        if area is None:
            self.workbook.delete_name("_xlnm._FilterDatabase", scope=self.name)
            return
        if any(overlap(area, table.area) for table in self.tables):
            raise WorkbookError(
                "unsupported", f"{area_name(area)} overlaps a table, which has its own filter."
            )
        element = b'<%sautoFilter ref="%s"/>' % (self.prefix, area_name(area).encode())
        self.frame = frames.put(self.frame, "autoFilter", element)
        refers_to = f"{quote_sheet(self.name)}!{format_range(*area, absolute=True)}"
        self.workbook.set_name("_xlnm._FilterDatabase", refers_to, scope=self.name, hidden=True)

    def refuse_table_area(self, area: Area, but: TablePart | None = None) -> None:
        """Refuse an area that another table, a merged area or the sheet's filter shares."""
        check_cell(area[2], area[3])
        taken = [table.area for table in self.tables if table is not but]
        taken += [merged for merged in self.merges if but is None or not overlap(merged, but.area)]
        if self.autofilter is not None:
            taken.append(self.autofilter)
        for other in taken:
            if overlap(area, other):
                raise WorkbookError(
                    "unsupported",
                    f"A table cannot take {area_name(area)}, because {area_name(other)} is in the way.",
                )

    def add_table(
        self, name: str, area: Area, *, style: str | None = "TableStyleMedium2", totals: bool = False
    ) -> TablePart:
        """Make an area with a header in its first row a table. Header cells without a text get one.

        With `totals` a row of totals is added below the area.
        """
        check_name(name)
        if self.workbook.is_name_taken(name):
            raise WorkbookError("wrong_argument", f"There is a table or a name {name!r} already.")
        if area[2] <= area[0]:
            raise WorkbookError("wrong_argument", "A table needs a header and at least one row.")
        self.refuse_table_area(area)
        headers = self._make_headers(area)
        package = self.workbook.package
        number = max((table.id for table in self.workbook.tables), default=0) + 1
        part = package.free_name("xl/tables/table{}.xml")
        package.add(
            part, new_table(self.workbook.namespace, number, name, area, headers, style), CONTENT_TYPE
        )
        identifier = package.add_relationship(self.part, self.workbook.relationship_type("table"), part)
        attributes = b' xmlns:r="%s" r:id="%s"' % (
            self.workbook.relationship_base.encode(),
            identifier.encode(),
        )
        self.frame = frames.put_in_list(
            self.frame, "tableParts", b"<%stablePart%s/>" % (self.prefix, attributes)
        )
        self._tables = None
        table = next(table for table in self.tables if table.part == part)
        if totals:
            table.set_totals_row(True)
        return table

    def _make_headers(self, area: Area) -> list[str]:
        names: list[str] = []
        for place, column in enumerate(range(area[1], area[3] + 1), 1):
            wanted = base = self.text(area[0], column) or f"Column{place}"
            check_column_name(wanted)
            number = 2
            while wanted.casefold() in {name.casefold() for name in names}:
                wanted, number = f"{base}{number}", number + 1
            names.append(wanted)
        for column, name in enumerate(names, area[1]):
            self.write_header(area[0], column, name)
        return names

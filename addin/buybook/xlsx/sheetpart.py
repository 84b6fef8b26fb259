"""A worksheet's part in two halves, its frame and its cells, and when they are written back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buybook.xlsx import columns, merges, package, xmlscan
from buybook.xlsx import frame as frames
from buybook.xlsx.cells import Area, area_name, around, parse_area
from buybook.xlsx.hyperlinks import LinkIndex
from buybook.xlsx.sheetdata import SheetData
from buybook.xlsx.structure_parts import pivot_area
from buybook.xlsx.tables import TablePart

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet
    from buybook.xlsx.workbook import Workbook


class SheetPart:
    """What all that can be done with a sheet stands on. The part is read when it is first asked for."""

    def __init__(self, workbook: Workbook, part: str) -> None:
        self.workbook = workbook
        self.part = part
        self._split: frames.SplitSheet | None = None
        self._frame = b""
        self._data: SheetData | None = None
        self._edited: Area | None = None
        self._runs: tuple[bytes, list[columns.ColumnRun]] | None = None
        self._runs_wait = False  # whether they are others than in the frame
        self._merges: tuple[bytes, list[Area]] | None = None
        self._tables: list[TablePart] | None = None
        self._pivots: list[Area] | None = None
        self._links: LinkIndex | None = None

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""
        return self.workbook.sheet_entry(self.part).name

    def _load(self) -> frames.SplitSheet:
        if self._split is None:
            xml = self.workbook.package.read_xml(self.part, whole=False)
            self._split = frames.split(xml)
            self._frame = self._split.frame
            if len(xml) > package.CHECKED_PART:
                xmlscan.check(self._frame, self.part)
        return self._split

    @property
    def frame(self) -> bytes:
        """The part with an empty `<sheetData/>`."""
        self._load()
        self._bring_in_columns()
        if self._links is not None and self._links.waiting:
            self._bring_in()
        return self._frame

    @frame.setter
    def frame(self, frame: bytes) -> None:
        self._load()
        self._runs_wait = False  # who gives a frame has read the one before, with all that waited
        if self._links is not None and not self._links.waiting:
            self._links = None
        self._frame = frame

    def _bring_in(self) -> None:
        raise NotImplementedError  # SheetRules, which lets links wait, answers

    def _bring_in_columns(self) -> None:
        """Bring settings of columns that were changed into the frame."""
        if self._runs_wait and self._runs is not None:
            self._runs_wait = False
            self._frame = columns.written(self._frame, self._runs[1])

    def _frame_without_links(self) -> bytes:
        """The frame for those who look for neither links nor columns: what waits there may wait on."""
        self._load()
        return self._frame

    @property
    def prefix(self) -> bytes:
        """The prefix of the part's elements with its colon, or nothing."""
        return self._load().prefix

    @property
    def data(self) -> SheetData:
        """The cells."""
        if self._data is None:
            split = self._load()
            self._data = SheetData(
                split.data,
                split.prefix,
                self.column_style,
                lambda: self.workbook.decoder(split.prefix),
                self.workbook.date1904,
            )
        return self._data

    def column_style(self, column: int) -> int:
        """The style that a column gives to cells that are not written."""
        run = self.column_run(column)
        return 0 if run is None else run.style

    @property
    def column_runs(self) -> list[columns.ColumnRun]:
        """The runs of columns that have settings, in their order."""
        frame = self._frame_without_links()
        if self._runs is None or (self._runs[0] is not frame and not self._runs_wait):
            self._runs = frame, columns.sorted_runs(columns.read(frame))
        return self._runs[1]

    def column_run(self, column: int) -> columns.ColumnRun | None:
        """The run that tells a column's settings, None when it has none."""
        return columns.at(self.column_runs, column)

    def change_columns(self, first: int, last: int, values: dict[str, str | None]) -> None:
        """Set attributes of columns. They wait for the frame: each by itself would write those of all others."""
        columns.change(self.column_runs, first, last, values)
        self._runs_wait = True

    @property
    def merges(self) -> list[Area]:
        """The merged areas."""
        frame = self._frame_without_links()
        if self._merges is None or self._merges[0] is not frame:
            self._merges = frame, merges.read(frame)
        return self._merges[1]

    def add_merge(self, *areas: Area) -> None:
        """Merge an area, or several that share no cell; the others are not read again."""
        known, frame = self.merges, self.frame
        changed = merges.add(frame, areas, known)
        if changed is not frame:
            self.frame = changed
            there = set(known)
            new = [area for area in areas if area not in there and area[:2] != area[2:]]
            self._merges = changed, [*known, *new]

    @property
    def tables(self) -> list[TablePart]:
        """The tables on the sheet."""
        if self._tables is None:
            parts = self.workbook.package.related(self.part, "table")
            self._tables = [TablePart(self._as_sheet(), part) for part in parts]
        return self._tables

    @property
    def pivot_areas(self) -> list[Area]:
        """The areas of the sheet's pivot tables, their page fields included."""
        if self._pivots is None:
            package = self.workbook.package
            parts = package.related(self.part, "pivotTable")
            found = (pivot_area(package.read_xml(part)) for part in parts)
            self._pivots = [area.bounds for area in found if area is not None]
        return self._pivots

    def _as_sheet(self) -> Sheet:
        raise NotImplementedError  # SheetPart is only the base of Sheet, which answers itself

    @property
    def has_formulas(self) -> bool:
        """Whether any cell of the sheet holds a formula."""
        return self.data.has_formulas

    @property
    def loaded(self) -> bool:
        """Whether the part was read."""
        return self._split is not None

    def note_edit(self, area: Area) -> None:
        """Remember where cells were edited, so that the sheet's dimension can follow."""
        self._edited = area if self._edited is None else around((self._edited, area))

    def flush(self) -> None:
        """Write the part into the package if anything on the sheet was changed."""
        split = self._split
        if split is None:
            return
        if self._links is not None:
            self._bring_in()
        self._bring_in_columns()
        data = split.data if self._data is None else self._data.to_bytes()
        if self._edited is not None and data != split.data:
            self._widen_dimension(empty=not split.data)
        self._edited = None
        if self._frame is split.frame and data is split.data:
            return
        if self._frame != split.frame or data != split.data:
            self.workbook.package.write_pieces(self.part, frames.join(self._frame, data))
        self._split = frames.SplitSheet(self._frame, data, split.prefix)

    def _widen_dimension(self, *, empty: bool) -> None:
        found = frames.find(self._frame, "dimension")
        if found is None or self._edited is None:
            return
        known = [] if empty else [parse_area(found.get("ref") or "A1")]
        reference = area_name(around([*known, self._edited]) or self._edited)
        if reference != found.get("ref"):
            self._frame = xmlscan.with_attributes(self._frame, found, {"ref": reference})

    def forget(self) -> None:
        """Read the part anew when it is next asked for: somebody else has written it."""
        self._split, self._data, self._edited, self._tables, self._links = None, None, None, None, None
        self._pivots = None
        self._runs_wait = False

"""Things on a sheet besides its cells, as plain records."""

from __future__ import annotations

from dataclasses import dataclass

from buybook.xlsx.cells import Area


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link on cells; `url` leads out of the workbook, `location` to a place in it or in the target."""

    area: Area
    url: str | None
    location: str | None
    tooltip: str | None
    display: str | None


@dataclass(frozen=True, slots=True)
class ConditionalFormat:
    """One rule of conditional formatting.

    `kind` is the rule's type as the file names it (`expression`, `cellIs`, `containsText`, `dataBar`, ...).
    `dxf` is the number of the differential format, see `Styles.dxf`. A smaller `priority` wins.
    `extended` rules stand in the sheet's extension list (Excel 2010 and later) and can only be listed.
    """

    areas: tuple[Area, ...]
    kind: str
    formulas: tuple[str, ...]
    operator: str | None
    text: str | None
    dxf: int | None
    priority: int
    stop: bool
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What Excel tells about a cell with a validation; None where it has words of its own."""

    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """One data validation; `items` are the choices of a list that is written out, else None.

    `error` is what is said of a wrong entry, None when wrong entries are not told; `style` is what happens
    then: `stop` refuses the entry, `warning` and `information` let the user insist. `prompt` shows when the
    cell is selected. `dropdown` tells whether a list's choices can be dropped down.
    """

    areas: tuple[Area, ...]
    kind: str
    operator: str | None
    formulas: tuple[str, ...]
    items: tuple[str, ...] | None
    allow_blank: bool
    extended: bool = False
    dropdown: bool = True
    error: Message | None = None
    style: str = "stop"
    prompt: Message | None = None


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name of the workbook; `scope` is the sheet that it belongs to, None for the whole workbook."""

    name: str
    refers_to: str
    scope: str | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part; an internal `target` is a part's name, an external one an address."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: `worksheet`, `table`, `hyperlink`."""
        return self.type.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Font:
    """A cell's font; `color` is RRGGBB or None for automatic; `size` in points."""

    name: str | None
    size: float | None
    bold: bool
    italic: bool
    underline: bool
    strike: bool
    color: str | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A cell's alignment, in the file's own words (`left`, `top`, ...); None where the default holds."""

    horizontal: str | None
    vertical: str | None
    wrap: bool
    indent: int


@dataclass(frozen=True, slots=True)
class Border:
    """The line style on each side (`thin`, `medium`, ...), None where there is no line."""

    left: str | None
    right: str | None
    top: str | None
    bottom: str | None


@dataclass(frozen=True, slots=True)
class Dxf:
    """A differential format, as conditional formats use it; None where it changes nothing."""

    font_color: str | None
    fill: str | None
    bold: bool | None
    italic: bool | None

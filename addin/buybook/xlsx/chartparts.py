"""Chart parts (ECMA-376 21.2): made for a block of cells, and changed where it can be done in place.

A new chart holds references and no cached values: whoever opens the workbook reads the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.xmlscan import Element

CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_BARS: Final[Mapping[str, tuple[bytes, bytes]]] = {
    f"{word}{suffix}": (direction, grouping)
    for word, direction in (("column", b"col"), ("bar", b"bar"))
    for suffix, grouping in (
        ("_clustered", b"clustered"),
        ("_stacked", b"stacked"),
        ("_stacked_100", b"percentStacked"),
    )
}
_LINES: Final[Mapping[str, bytes]] = {
    "line": b"standard",
    "line_stacked": b"stacked",
    "line_stacked_100": b"percentStacked",
}
KINDS: Final = (*_BARS, *_LINES)
_BEFORE_FILL: Final = frozenset((b"idx", b"order", b"tx"))  # of a series, before its look
_GREY: Final = b"D9D9D9"


@dataclass(frozen=True, slots=True)
class Series:
    """References of one series: the cell of its name, its categories and its values; '' for none."""

    name: str
    categories: str
    values: str


def made(kind: str, series: Sequence[Series], spaces: tuple[bytes, bytes, bytes]) -> bytes:
    """Give the part of a chart; `spaces` are the namespaces of charts, drawings' contents and relationships."""
    if kind not in KINDS:
        raise WorkbookError("unsupported", f"A new chart of the kind {kind} can only be made in Excel.")
    inside = b"".join(_series(number, each) for number, each in enumerate(series))
    return (
        _DECLARATION
        + b'<c:chartSpace xmlns:c="%s" xmlns:a="%s" xmlns:r="%s"><c:roundedCorners val="0"/><c:chart>'
        % spaces
        + b'<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        + _plot(kind, inside)
        + _axes(kind)
        + b'</c:plotArea><c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


def _plot(kind: str, inside: bytes) -> bytes:
    ids = b'<c:axId val="111111111"/><c:axId val="222222222"/>'
    if kind in _LINES:
        head = b'<c:lineChart><c:grouping val="%s"/><c:varyColors val="0"/>' % _LINES[kind]
        return head + inside + b'<c:marker val="1"/>' + ids + b"</c:lineChart>"
    direction, grouping = _BARS[kind]
    overlap = b"" if grouping == b"clustered" else b'<c:overlap val="100"/>'
    head = b'<c:barChart><c:barDir val="%s"/><c:grouping val="%s"/><c:varyColors val="0"/>' % (
        direction,
        grouping,
    )
    return head + inside + b'<c:gapWidth val="50"/>' + overlap + ids + b"</c:barChart>"


def _axes(kind: str) -> bytes:
    lying = kind.startswith("bar_")
    line = b'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="%s"/></a:solidFill></a:ln></c:spPr>' % _GREY
    scaling = b'<c:scaling><c:orientation val="%s"/></c:scaling><c:delete val="0"/>'
    ticks = b'<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    share = b"0%" if kind.endswith("_100") else b"General"
    return (
        b'<c:catAx><c:axId val="111111111"/>'
        + scaling % (b"maxMin" if lying else b"minMax")
        + b'<c:axPos val="%s"/>' % (b"l" if lying else b"b")
        + b'<c:numFmt formatCode="General" sourceLinked="0"/>'
        + ticks
        + b'<c:tickLblPos val="low"/>'
        + line
        + b'<c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/>'
        b'<c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx><c:valAx><c:axId val="222222222"/>'
        + scaling % b"minMax"
        + b'<c:axPos val="%s"/>' % (b"t" if lying else b"l")
        + b'<c:numFmt formatCode="%s" sourceLinked="%d"/>' % (share, share == b"General")
        + ticks
        + b'<c:tickLblPos val="nextTo"/>'
        + line
        + b'<c:crossAx val="111111111"/><c:crosses val="autoZero"/></c:valAx>'
    )


def _series(number: int, series: Series) -> bytes:
    name = _reference(b"tx", b"strRef", series.name) if series.name else b""
    categories = _reference(b"cat", b"strRef", series.categories) if series.categories else b""
    values = _reference(b"val", b"numRef", series.values)
    return (
        b'<c:ser><c:idx val="%d"/><c:order val="%d"/>' % (number, number)
        + name
        + categories
        + values
        + b"</c:ser>"
    )


def _reference(role: bytes, kind: bytes, formula: str) -> bytes:
    return b"<c:%s><c:%s><c:f>%s</c:f></c:%s></c:%s>" % (role, kind, xmlscan.escape(formula), kind, role)


# -- changing a chart that is there


def series_of(xml: bytes) -> list[Element]:
    """Give the elements of all series, in the order in which they are written."""
    return [
        series
        for kind in _kinds(xml)
        for series in xmlscan.children(xml, kind.body, kind.body_end)
        if series.local == b"ser"
    ]


def _kinds(xml: bytes) -> list[Element]:
    plot = _plot_area(xml)
    return [each for each in xmlscan.children(xml, plot.body, plot.body_end) if each.local.endswith(b"Chart")]


def _chart(xml: bytes) -> Element:
    root = xmlscan.root(xml)
    found = (each for each in xmlscan.children(xml, root.body, root.body_end) if each.local == b"chart")
    chart = next(found, None)
    if chart is None:
        raise WorkbookError("unsupported", "This kind of chart can only be changed in Excel.")
    return chart


def _plot_area(xml: bytes) -> Element:
    chart = _chart(xml)
    return next(
        each for each in xmlscan.children(xml, chart.body, chart.body_end) if each.local == b"plotArea"
    )


def _child(xml: bytes, parent: Element, local: bytes) -> Element | None:
    return xmlscan.child(xml, local.decode(), parent.body, parent.body_end)


def fill_of(xml: bytes, number: int) -> str | None:
    """Give the fill of a series as six hexadecimal digits; None where it has none of its own."""
    series = series_of(xml)[number]
    look = _child(xml, series, b"spPr")
    if look is None:
        return None
    fill = _child(xml, look, b"solidFill")
    colour = None if fill is None else _child(xml, fill, b"srgbClr")
    return None if colour is None else colour.get("val")


def with_fill(xml: bytes, number: int, colour: str | None, main: bytes) -> bytes:
    """Fill a series with a colour of six hexadecimal digits, or make it invisible; `main` is the namespace."""
    series = series_of(xml)[number]
    inner = (
        b"<a:noFill/>"
        if colour is None
        else b'<a:solidFill><a:srgbClr val="%s"/></a:solidFill>' % colour.encode()
    )
    prefix = xmlscan.prefix_of(series.name)
    look = b'<%sspPr xmlns:a="%s">%s<a:ln><a:noFill/></a:ln></%sspPr>' % (prefix, main, inner, prefix)
    old = _child(xml, series, b"spPr")
    if old is not None:
        return xml[: old.start] + look + xml[old.end :]
    at = series.body
    for child in xmlscan.children(xml, series.body, series.body_end):
        if child.local in _BEFORE_FILL:
            at = child.end
    return xml[:at] + look + xml[at:]


def title_of(xml: bytes) -> str | None:
    """Give the words of the chart's title; None where it shows none."""
    title = _child(xml, _chart(xml), b"title")
    if title is None:
        return None
    words = (xml[tag.body : tag.body_end] for tag in _descendants(xml, title) if tag.local == b"t")
    return "".join(xmlscan.unescape(each) for each in words)


def _descendants(xml: bytes, parent: Element) -> list[Element]:
    found: list[Element] = []
    for child in xmlscan.children(xml, parent.body, parent.body_end):
        found += [child, *_descendants(xml, child)]
    return found


def with_title(xml: bytes, text: str | None, main: bytes) -> bytes:
    """Give the chart a title, another one, or none."""
    chart = _chart(xml)
    prefix = xmlscan.prefix_of(chart.name)
    for local in (b"title", b"autoTitleDeleted"):
        old = _child(xml, _chart(xml), local)
        if old is not None:
            xml = xml[: old.start] + xml[old.end :]
    at = _chart(xml).body
    deleted = b'<%sautoTitleDeleted val="%d"/>' % (prefix, text is None)
    if text is None:
        return xml[:at] + deleted + xml[at:]
    title = (
        b'<%(p)stitle><%(p)stx><%(p)srich xmlns:a="%(a)s"><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1300" b="1"/>'
        b'</a:pPr><a:r><a:rPr sz="1300" b="1"/><a:t>%(t)s</a:t></a:r></a:p></%(p)srich></%(p)stx>'
        b'<%(p)soverlay val="0"/></%(p)stitle>' % {b"p": prefix, b"a": main, b"t": xmlscan.escape(text)}
    )
    return xml[:at] + title + deleted + xml[at:]


def has_legend(xml: bytes) -> bool:
    """Whether the chart shows a legend."""
    return _child(xml, _chart(xml), b"legend") is not None


def with_legend(xml: bytes, shown: bool) -> bytes:
    """Show a legend below the chart, or none; one that is there stays as it is."""
    old = _child(xml, _chart(xml), b"legend")
    if shown == (old is not None):
        return xml
    if old is not None:
        return xml[: old.start] + xml[old.end :]
    prefix = xmlscan.prefix_of(_chart(xml).name)
    legend = b'<%slegend><%slegendPos val="b"/><%soverlay val="0"/></%slegend>' % ((prefix,) * 4)
    at = _plot_area(xml).end
    return xml[:at] + legend + xml[at:]


def references(xml: bytes) -> list[Series]:
    """Give what each series of a chart refers to."""
    return [
        Series(*(_formula(xml, series, role) for role in (b"tx", b"cat", b"val")))
        for series in series_of(xml)
    ]


def _formula(xml: bytes, series: Element, role: bytes) -> str:
    part = _child(xml, series, role)
    if part is None:
        return ""
    formula = next((each for each in _descendants(xml, part) if each.local == b"f"), None)
    return "" if formula is None else xmlscan.text(xml, formula)

"""What kind of chart a chart part draws, in xlwings' words."""

from __future__ import annotations

from typing import Final

from buybook.xlsx import xmlscan
from buybook.xlsx.xmlscan import Element

_PLAIN: Final = {
    "areaChart": "area",
    "area3DChart": "3d_area",
    "lineChart": "line",
    "line3DChart": "3d_line",
    "pieChart": "pie",
    "pie3DChart": "3d_pie",
    "doughnutChart": "doughnut",
    "radarChart": "radar",
    "scatterChart": "xy_scatter",
    "bubbleChart": "bubble",
    "stockChart": "stock_hlc",
    "surfaceChart": "surface",
    "surface3DChart": "surface",
    "ofPieChart": "pie_of_pie",
}
_GROUPED: Final = {"stacked": "_stacked", "percentStacked": "_stacked_100"}


def _value(xml: bytes, kind: Element, local: str) -> str:
    tag = next(xmlscan.start_tags(xml, local, kind.body, kind.body_end), None)
    return "" if tag is None else xmlscan.attribute(tag[1], "val") or ""


def kind(xml: bytes) -> str:
    """The chart's kind, `combination` for several, `unknown` for what came after Excel 2007."""
    area = next(xmlscan.start_tags(xml, "plotArea"), None)
    if area is None:
        return "unknown"
    plot = next(xmlscan.children(xml, area.start()))
    kinds = [e for e in xmlscan.children(xml, plot.body, plot.body_end) if e.local.endswith(b"Chart")]
    words = {_word(xml, element) for element in kinds}
    if not words:
        return "unknown"
    return words.pop() if len(words) == 1 else "combination"


def _word(xml: bytes, element: Element) -> str:
    local, grouping = element.local.decode(), _value(xml, element, "grouping")
    if local in ("barChart", "bar3DChart"):
        direction = "bar" if _value(xml, element, "barDir") == "bar" else "column"
        depth = "3d_" if local == "bar3DChart" else ""
        if grouping == "standard" and depth:
            return "3d_column"
        return depth + direction + _GROUPED.get(grouping, "_clustered")
    return _PLAIN.get(local, "unknown") + _GROUPED.get(grouping, "")

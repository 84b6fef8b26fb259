"""How a sheet is shown and printed: frozen panes, gridlines, tab colour, page."""

from __future__ import annotations

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.cells import cell_name
from buybook.xlsx.xmlscan import Element, is_true


def _view(frame: bytes) -> Element | None:
    return next(iter(frames.items(frame, "sheetViews")), None)


def with_view(frame: bytes) -> tuple[bytes, Element]:
    """The frame with a view for certain, and the first view."""
    found = _view(frame)
    if found is None:
        p = frames.prefix(frame)
        content = b'<%ssheetViews><%ssheetView workbookViewId="0"/></%ssheetViews>' % (p, p, p)
        while existing := frames.find(frame, "sheetViews"):  # empty ones, which say nothing
            frame = frames.cut(frame, existing)
        frame = frames.put(frame, "sheetViews", content)
        found = frames.items(frame, "sheetViews")[0]
    return frame, found


def frozen(frame: bytes) -> tuple[int, int]:
    """Numbers of rows and columns that stay in sight; (0, 0) when none do."""
    view = _view(frame)
    pane = None if view is None else xmlscan.child(frame, "pane", view.body, view.body_end)
    if pane is None or not (pane.get("state") or "").startswith("frozen"):
        return 0, 0
    return int(xmlscan.decimal(pane.get("ySplit"))), int(xmlscan.decimal(pane.get("xSplit")))


def freeze(frame: bytes, rows: int, columns: int) -> bytes:
    """Keep the first rows and columns in sight; (0, 0) lets them go."""
    if frozen(frame) == (rows, columns):
        return frame
    frame, view = with_view(frame)
    inner = list(xmlscan.children(frame, view.body, view.body_end))
    selections = [e for e in inner if e.local == b"selection"]
    active = next((e.attributes for e in selections), b' activeCell="A1" sqref="A1"').rstrip()
    others = b"".join(frame[e.start : e.end] for e in inner if e.local not in {b"selection", b"pane"})
    p = frames.prefix(frame)
    pane = b""
    corner = None
    if rows or columns:
        corner = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
        splits = {
            "xSplit": str(columns) if columns else None,
            "ySplit": str(rows) if rows else None,
            "topLeftCell": cell_name(rows + 1, columns + 1),
            "activePane": corner,
            "state": "frozen",
        }
        pane = b"<%spane%s/>" % (p, xmlscan.set_attributes(b"", splits))
    selection = b"<%sselection%s/>" % (p, xmlscan.set_attributes(active, {"pane": corner}))
    opening = frame[view.start : view.body].rstrip(b">").rstrip(b"/").rstrip()
    written = opening + b">" + pane + selection + others + b"</" + view.name + b">"
    return frames.swap(frame, view, written)


def gridlines(frame: bytes) -> bool:
    """Whether the sheet shows gridlines."""
    view = _view(frame)
    return view is None or is_true(view.get("showGridLines") or "1")


def set_gridlines(frame: bytes, shown: bool) -> bytes:
    """Show or hide the gridlines."""
    if gridlines(frame) == shown:
        return frame
    frame, view = with_view(frame)
    return xmlscan.with_attributes(frame, view, {"showGridLines": None if shown else "0"})


def select_tab(frame: bytes, selected: bool) -> bytes:
    """Mark a sheet as selected, or not."""
    view = _view(frame)
    if is_true(None if view is None else view.get("tabSelected")) == selected:
        return frame
    frame, view = with_view(frame)
    return xmlscan.with_attributes(frame, view, {"tabSelected": "1" if selected else None})


def _with_properties(frame: bytes) -> tuple[bytes, Element]:
    found = frames.find(frame, "sheetPr")
    if found is None:
        frame = frames.put(frame, "sheetPr", b"<%ssheetPr/>" % frames.prefix(frame))
        found = frames.find(frame, "sheetPr")
    assert found is not None
    return frame, found


def tab_color(frame: bytes) -> str | None:
    """The colour of the sheet's tab as RRGGBB; None when it has none, or one that the theme decides."""
    found = frames.find(frame, "sheetPr")
    color = None if found is None else xmlscan.child(frame, "tabColor", found.body, found.body_end)
    rgb = None if color is None else color.get("rgb")
    return rgb[-6:].upper() if rgb else None


def set_tab_color(frame: bytes, color: str | None) -> bytes:
    """Colour the sheet's tab, or take its colour away."""
    if tab_color(frame) == color:
        return frame
    frame, properties = _with_properties(frame)
    existing = xmlscan.child(frame, "tabColor", properties.body, properties.body_end)
    written = (
        b"" if color is None else b'<%stabColor rgb="FF%s"/>' % (frames.prefix(frame), color.upper().encode())
    )
    if existing is not None:
        return frames.swap(frame, existing, written)
    return xmlscan.with_child(frame, properties, written, at=properties.body)


def set_page(
    frame: bytes, *, landscape: bool | None, fit_to_width: int | None, fit_to_height: int | None
) -> bytes:
    """Set the page's orientation and the numbers of pages that the sheet is to fit on (0: any)."""
    values: dict[str, str | None] = {}
    if landscape is not None:
        values["orientation"] = "landscape" if landscape else "portrait"
    if fit_to_width is not None:
        values["fitToWidth"] = str(fit_to_width)
    if fit_to_height is not None:
        values["fitToHeight"] = str(fit_to_height)
    if fit_to_width is not None or fit_to_height is not None:
        frame = _fit_to_page(frame)
    found = frames.find(frame, "pageSetup")
    if found is None:
        element = b"<%spageSetup%s/>" % (frames.prefix(frame), xmlscan.set_attributes(b"", values))
        return frames.put(frame, "pageSetup", element)
    return xmlscan.with_attributes(frame, found, values)


def _fit_to_page(frame: bytes) -> bytes:
    frame, properties = _with_properties(frame)
    existing = xmlscan.child(frame, "pageSetUpPr", properties.body, properties.body_end)
    if existing is not None:
        return xmlscan.with_attributes(frame, existing, {"fitToPage": "1"})
    return xmlscan.with_child(frame, properties, b'<%spageSetUpPr fitToPage="1"/>' % frames.prefix(frame))

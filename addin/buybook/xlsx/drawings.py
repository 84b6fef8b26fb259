"""Pictures, charts and shapes of a sheet: listed, named, moved, deleted; pictures are added too.

All of them stand in the sheet's drawing part (ECMA-376 20.5), each within an anchor that tells its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from buybook.xlsx import anchors, chartparts, xmlscan
from buybook.xlsx import frame as frames
from buybook.xlsx.anchors import Anchor
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.images import measure
from buybook.xlsx.package import CONTENT_TYPES
from buybook.xlsx.xmlscan import Element

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet

_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_ANCHORS: Final = frozenset((b"twoCellAnchor", b"oneCellAnchor", b"absoluteAnchor"))
_OBJECTS: Final = frozenset((b"sp", b"pic", b"graphicFrame", b"grpSp", b"cxnSp", b"contentPart"))
_OWNED: Final = frozenset(("image", "chart", "hyperlink"))
"""Kinds of relationships that a deleted object may leave behind without harm, once its part is gone."""


@dataclass(frozen=True, slots=True)
class Floating:
    """An object of a drawing.

    `kind` is picture, chart, auto_shape, text_box, line, group or other. `number` is the object's id and
    `turn` tells apart those that share one, which should not be. `fixed`: it can be read and not changed.
    """

    number: int
    turn: int
    name: str
    kind: str
    anchor: Anchor
    relations: tuple[str, ...]  # ids of the relationships that it uses
    fixed: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """An object with its elements in the part."""

    floating: Floating
    anchor: Element
    body: Element


_listed: WeakKeyDictionary[Sheet, tuple[bytes, list[_Found]]] = WeakKeyDictionary()


class Drawing:
    """What floats over the cells of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._package = sheet.workbook.package

    @property
    def part(self) -> str | None:
        """The drawing part, None while the sheet has none."""
        if frames.find(self._sheet.frame, "drawing") is None:
            return None
        return next(iter(self._package.related(self._sheet.part, "drawing")), None)

    @property
    def _xml(self) -> bytes:
        part = self.part
        if part is None:
            raise WorkbookError("wrong_argument", "The sheet has no pictures, charts or shapes.")
        return self._package.read_xml(part)

    def _write(self, xml: bytes) -> None:
        part = self.part
        if part is not None:
            self._package.write(part, xml)

    @property
    def objects(self) -> list[Floating]:
        """The objects, the one at the back first."""
        return [] if self.part is None else [found.floating for found in self._found(self._xml)]

    def _found(self, xml: bytes) -> list[_Found]:
        """The objects of the part; they are known until it has other bytes."""
        known = _listed.get(self._sheet)
        if known is None or known[0] is not xml:
            known = _listed[self._sheet] = xml, self._parsed(xml)
        return known[1]

    def _parsed(self, xml: bytes) -> list[_Found]:
        root = xmlscan.root(xml)
        found: list[_Found] = []
        turns: dict[int, int] = {}
        for anchor, wrapped in _anchors_in(xml, root):
            body, fixed = _object_in(xml, anchor)
            if body is None:
                continue
            tag = next(xmlscan.start_tags(xml, "cNvPr", body.start, body.end), None)
            attributes = b"" if tag is None else tag[1]
            number = xmlscan.whole(xmlscan.attribute(attributes, "id"))
            turns[number] = turns.get(number, -1) + 1
            floating = Floating(
                number=number,
                turn=turns[number],
                name=xmlscan.attribute(attributes, "name") or "",
                kind=_kind(xml, body),
                anchor=anchors.read(xml, anchor),
                relations=_relations(xml[body.start : body.end]),
                fixed=wrapped or fixed,
            )
            found.append(_Found(floating, anchor, body))
        return found

    def _one(self, xml: bytes, number: int, turn: int) -> _Found:
        for found in self._found(xml):
            if (found.floating.number, found.floating.turn) == (number, turn):
                return found
        raise WorkbookError("wrong_argument", "The object is no longer on the sheet.")

    def find(self, number: int, turn: int) -> Floating:
        """The object of that id as it is now."""
        return self._one(self._xml, number, turn).floating

    def _changeable(self, number: int, turn: int) -> tuple[bytes, _Found]:
        xml = self._xml
        found = self._one(xml, number, turn)
        if found.floating.fixed:
            raise WorkbookError("unsupported", f"{found.floating.name} can only be changed in Excel.")
        return xml, found

    def content(self, number: int, turn: int) -> bytes:
        """The element of an object, as it is written."""
        xml = self._xml
        body = self._one(xml, number, turn).body
        return xml[body.start : body.end]

    def set_content(self, number: int, turn: int, content: bytes) -> None:
        """Put another element in the place of an object's."""
        xml, found = self._changeable(number, turn)
        self._write(xml[: found.body.start] + content + xml[found.body.end :])

    def rename(self, number: int, turn: int, name: str) -> None:
        """Give an object another name."""
        xml, found = self._changeable(number, turn)
        tag = next(xmlscan.start_tags(xml, "cNvPr", found.body.start, found.body.end))
        attributes = xmlscan.set_attributes(tag[1].rstrip(), {"name": name})
        self._write(xml[: tag.start(1)] + attributes + xml[tag.end(1) :])

    def move(self, number: int, turn: int, anchor: Anchor) -> None:
        """Give an object another place, of the same kind as the one that it has."""
        xml, found = self._changeable(number, turn)
        self._write(anchors.write(xml, found.anchor, anchor))

    def delete(self, number: int, turn: int) -> None:
        """Take an object away, with the parts that only it uses."""
        xml, found = self._changeable(number, turn)
        part = self.part
        assert part is not None
        own = [r for r in self._package.relationships(part) if r.id in found.floating.relations]
        if any(relationship.kind not in _OWNED for relationship in own):
            raise WorkbookError("unsupported", f"{found.floating.name} can only be deleted in Excel.")
        xml = xml[: found.anchor.start] + xml[found.anchor.end :]
        self._write(xml)
        for relationship in own:
            if relationship.id not in _relations(xml):
                self._package.remove_relationship(part, relationship.id)
                if not relationship.external:
                    self._drop(relationship.target)

    def _drop(self, part: str) -> None:
        """Remove a part that nothing relates to any more, and what only it related to."""
        package = self._package
        if not package.has(part) or self._is_used(part):
            return
        below = [found.target for found in package.relationships(part) if not found.external]
        package.remove(part)
        for target in below:
            self._drop(target)

    def _is_used(self, part: str) -> bool:
        package = self._package
        return any(
            not found.external and found.target.lower() == part.lower()
            for name in ["", *package.part_names]
            for found in package.relationships(name)
        )

    # -- pictures

    def lock_ratio(self, number: int, turn: int) -> bool:
        """Whether a picture keeps its proportions when it is resized."""
        tag = next(xmlscan.start_tags(self.content(number, turn), "picLocks"), None)
        return tag is not None and xmlscan.is_true(xmlscan.attribute(tag[1], "noChangeAspect"))

    def set_lock_ratio(self, number: int, turn: int, locked: bool) -> None:
        """Let a picture keep its proportions, or no longer."""
        content = self.content(number, turn)
        tag = next(xmlscan.start_tags(content, "picLocks"), None)
        if tag is not None:
            attributes = xmlscan.set_attributes(tag[1].rstrip(), {"noChangeAspect": "1" if locked else None})
            self.set_content(number, turn, content[: tag.start(1)] + attributes + content[tag.end(1) :])
        elif locked:
            raise WorkbookError("unsupported", "The proportions of this object can only be locked in Excel.")

    def image(self, number: int, turn: int) -> bytes:
        """The file of a picture."""
        part = self.part or ""
        for relationship in self._package.relationships(part):
            embedded = relationship.id in self.find(number, turn).relations and not relationship.external
            if embedded and relationship.kind == "image":
                return self._package.read(relationship.target)
        raise WorkbookError("unsupported", "The object holds no picture file.")

    def add_picture(self, content: bytes, name: str, anchor: Anchor, *, locked: bool) -> Floating:
        """Put a picture on top of all others; `anchor` stretches it between two cells."""
        if anchor.start is None or anchor.end is None:
            raise WorkbookError("wrong_argument", "A new picture stands between two cells.")
        image = measure(content)
        part = self.part or self._new_part()
        identifier = self._relate_image(part, content)
        xml = self._package.read_xml(part)
        number = 1 + max((found.floating.number for found in self._found(xml)), default=1)
        element = _picture(
            self._spaces(), number, name, identifier, anchor, locked, (image.width, image.height)
        )
        self._package.write(part, xmlscan.with_child(xml, xmlscan.root(xml), element))
        return self.find(number, 0)

    # -- charts

    def chart_part(self, number: int, turn: int) -> str:
        """The part that a chart is described in."""
        relations = self.find(number, turn).relations
        for relationship in self._package.relationships(self.part or ""):
            if relationship.id in relations and self._package.has(relationship.target):
                return relationship.target
        raise WorkbookError("wrong_argument", "The chart has lost its part.")

    def add_chart(self, kind: str, name: str, anchor: Anchor) -> Floating:
        """Put a chart without series on top of all others; `anchor` stretches it between two cells."""
        part, package = self.part or self._new_part(), self._package
        content = package.free_name("xl/charts/chart{}.xml")
        spaces = self._spaces()
        package.add(content, chartparts.made(kind, (), self.chart_spaces), chartparts.CHART_TYPE)
        identifier = package.add_relationship(part, self._sheet.workbook.relationship_type("chart"), content)
        xml = package.read_xml(part)
        number = 1 + max((found.floating.number for found in self._found(xml)), default=1)
        element = _chart_frame(spaces, number, name, identifier, anchor)
        package.write(part, xmlscan.with_child(xml, xmlscan.root(xml), element))
        return self.find(number, 0)

    @property
    def chart_spaces(self) -> tuple[bytes, bytes, bytes]:
        """The namespaces of charts, of drawings' contents and of relationships."""
        _, main, relations = self._spaces()
        return main.removesuffix(b"main") + b"chart", main, relations

    def replace_picture(self, number: int, turn: int, content: bytes) -> None:
        """Show another file in a picture's place."""
        part = self.part or ""
        before = self.find(number, turn).relations
        old = next(
            (r for r in self._package.relationships(part) if r.id in before and r.kind == "image"), None
        )
        if old is None:
            raise WorkbookError("unsupported", "The object holds no picture file.")
        identifier = self._relate_image(part, content)
        element = self.content(number, turn)
        self.set_content(number, turn, element.replace(f'"{old.id}"'.encode(), f'"{identifier}"'.encode()))
        if old.id not in _relations(self._xml):
            self._package.remove_relationship(part, old.id)
            self._drop(old.target)

    def _spaces(self) -> tuple[bytes, bytes, bytes]:
        """The namespaces of drawings, of their contents and of relationships."""
        strict = "purl.oclc.org" in self._sheet.workbook.namespace
        base = "http://purl.oclc.org/ooxml" if strict else "http://schemas.openxmlformats.org"
        year = "" if strict else "2006/"
        return (
            f"{base}/drawingml/{year}spreadsheetDrawing".encode(),
            f"{base}/drawingml/{year}main".encode(),
            self._sheet.workbook.relationship_base.encode(),
        )

    def _new_part(self) -> str:
        sheet, package = self._sheet, self._package
        part = package.free_name("xl/drawings/drawing{}.xml")
        xml = b'<xdr:wsDr xmlns:xdr="%s" xmlns:a="%s"/>' % self._spaces()[:2]
        package.add(part, _DECLARATION + xml, _DRAWING_TYPE)
        identifier = package.add_relationship(sheet.part, sheet.workbook.relationship_type("drawing"), part)
        element = b'<%sdrawing xmlns:r="%s" r:id="%s"/>' % (
            sheet.prefix,
            sheet.workbook.relationship_base.encode(),
            identifier.encode(),
        )
        sheet.frame = frames.put(sheet.frame, "drawing", element)
        return part

    def _relate_image(self, part: str, content: bytes) -> str:
        package, image = self._package, measure(content)
        types = package.read_xml(CONTENT_TYPES)
        media = package.free_name("xl/media/image{}." + image.extension)
        if package.content_type(media) is None:  # as Excel does: one line for all pictures of a kind
            root = xmlscan.root(types)
            default = b'<%sDefault Extension="%s" ContentType="%s"/>' % (
                xmlscan.prefix_of(root.name),
                image.extension.encode(),
                image.media_type.encode(),
            )
            package.write(CONTENT_TYPES, xmlscan.with_child(types, root, default, at=root.body))
        package.add(media, content, image.media_type)
        return package.add_relationship(part, self._sheet.workbook.relationship_type("image"), media)


def _anchors_in(xml: bytes, root: Element) -> list[tuple[Element, bool]]:
    """The anchors of a drawing; True for one that only some readers see."""
    found: list[tuple[Element, bool]] = []
    for element in xmlscan.children(xml, root.body, root.body_end):
        if element.local in _ANCHORS:
            found.append((element, False))
        elif element.local == b"AlternateContent":
            choice = next(xmlscan.children(xml, element.body, element.body_end), None)
            if choice is not None:
                inner = xmlscan.children(xml, choice.body, choice.body_end)
                found += [(anchor, True) for anchor in inner if anchor.local in _ANCHORS]
    return found


def _object_in(xml: bytes, anchor: Element) -> tuple[Element | None, bool]:
    """The object of an anchor, and whether it is one of several for different readers."""
    for element in xmlscan.children(xml, anchor.body, anchor.body_end):
        if element.local in _OBJECTS:
            return element, False
        if element.local == b"AlternateContent":
            for choice in xmlscan.children(xml, element.body, element.body_end):
                for inner in xmlscan.children(xml, choice.body, choice.body_end):
                    if inner.local in _OBJECTS:
                        return inner, True
    return None, False


def _kind(xml: bytes, body: Element) -> str:
    if body.local == b"pic":
        return "picture"
    if body.local == b"graphicFrame":
        data = next(xmlscan.start_tags(xml, "graphicData", body.start, body.end), None)
        uri = "" if data is None else xmlscan.attribute(data[1], "uri") or ""
        return "chart" if uri.endswith(("/chart", "/chartex")) else "other"
    if body.local == b"sp":
        tag = next(xmlscan.start_tags(xml, "cNvSpPr", body.start, body.end), None)
        is_box = tag is not None and xmlscan.is_true(xmlscan.attribute(tag[1], "txBox"))
        return "text_box" if is_box else "auto_shape"
    return {b"grpSp": "group", b"cxnSp": "line"}.get(body.local, "other")


def _relations(xml: bytes) -> tuple[str, ...]:
    """The relationships that any element of the bytes names, whatever the prefix."""
    found = []
    for tag in xmlscan.TAG.finditer(xml):
        if b":" in tag[3] and not tag[1]:
            found += [
                value
                for name, value in xmlscan.attribute_map(tag[3]).items()
                if name.rpartition(":")[2] in {"id", "embed", "link", "pict"}
                and ":" in name
                and not name.startswith("xmlns:")
            ]
    return tuple(found)


def _corners(anchor: Anchor) -> bytes:
    assert anchor.start is not None
    assert anchor.end is not None
    return b"".join(
        b"<xdr:%s><xdr:col>%d</xdr:col><xdr:colOff>%d</xdr:colOff><xdr:row>%d</xdr:row>"
        b"<xdr:rowOff>%d</xdr:rowOff></xdr:%s>" % (side, at.column, at.x, at.row, at.y, side)
        for side, at in ((b"from", anchor.start), (b"to", anchor.end))
    )


def _chart_frame(
    spaces: tuple[bytes, bytes, bytes], number: int, name: str, identifier: str, anchor: Anchor
) -> bytes:
    chart = spaces[1].removesuffix(b"main") + b"chart"
    return (
        b'<xdr:twoCellAnchor xmlns:xdr="%s" xmlns:a="%s" xmlns:r="%s">%s<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        b'<xdr:cNvPr id="%d" name="%s"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/>'
        b'<a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="%s"><c:chart xmlns:c="%s" r:id="%s"/>'
        b"</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
        % (
            *spaces,
            _corners(anchor),
            number,
            xmlscan.escape(name, quote=True),
            chart,
            chart,
            identifier.encode(),
        )
    )


def _picture(
    spaces: tuple[bytes, bytes, bytes],
    number: int,
    name: str,
    identifier: str,
    anchor: Anchor,
    locked: bool,
    size: tuple[float, float],
) -> bytes:
    cx, cy = (round(points * anchors.EMU) for points in size)
    corners = _corners(anchor)
    return (
        b'<xdr:twoCellAnchor xmlns:xdr="%s" xmlns:a="%s" xmlns:r="%s" editAs="oneCell">%s<xdr:pic><xdr:nvPicPr>'
        b'<xdr:cNvPr id="%d" name="%s"/><xdr:cNvPicPr><a:picLocks%s/></xdr:cNvPicPr></xdr:nvPicPr>'
        b'<xdr:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
        b'<a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        b"</a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
        % (
            *spaces,
            corners,
            number,
            xmlscan.escape(name, quote=True),
            b' noChangeAspect="1"' if locked else b"",
            identifier.encode(),
            cx,
            cy,
        )
    )


def stretched(anchor: Anchor, start: anchors.Corner, end: anchors.Corner) -> Anchor:
    """The anchor with other corners, in the kind that it is of; `size` and `position` are left as they are."""
    return replace(anchor, start=start, end=end if anchor.end is not None else None)

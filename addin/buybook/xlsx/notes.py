"""Notes on cells (which Excel 2016 and earlier call comments): read, written, deleted.

A note is two things: its words in the sheet's comments part (ECMA-376 18.7), and a yellow box in the sheet's
VML drawing, which Excel needs although it draws it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from buybook.xlsx import frame as frames
from buybook.xlsx import notebox, xmlscan
from buybook.xlsx.cells import cell_name, check_cell, parse_area
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.strings import decode_escapes, encode_text
from buybook.xlsx.xmlscan import Element

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_LONGEST: Final = 32767  # characters, as many as a cell holds


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note's cell, author and words."""

    row: int
    column: int
    author: str
    text: str


_read: WeakKeyDictionary[Sheet, tuple[bytes, list[NoteText], dict[tuple[int, int], NoteText]]]
_read = WeakKeyDictionary()  # the notes of sheets, with the bytes that they were read from


def read(sheet: Sheet) -> list[NoteText]:
    """The notes of a sheet in the order of the file. The replies of threaded comments are none."""
    return list(_indexed(sheet)[0])


def find(sheet: Sheet, row: int, column: int) -> NoteText | None:
    """The note on a cell, None when it has none."""
    return _indexed(sheet)[1].get((row, column))


def _indexed(sheet: Sheet) -> tuple[list[NoteText], dict[tuple[int, int], NoteText]]:
    part = _comments_part(sheet)
    if part is None:
        return [], {}
    raw, known = sheet.workbook.package.read(part), _read.get(sheet)
    if known is None or known[0] is not raw:
        found = _parsed(sheet, part)
        known = _read[sheet] = raw, found, {(note.row, note.column): note for note in reversed(found)}
    return known[1], known[2]


def _parsed(sheet: Sheet, part: str) -> list[NoteText]:
    xml = sheet.workbook.package.read_xml(part)
    authors = [xmlscan.text(xml, element) for element in _items(xml, "authors")]
    found = []
    for comment in _items(xml, "commentList"):
        row, column, *_ = parse_area(comment.get("ref") or "A1")
        number = int(comment.get("authorId") or -1)
        author = authors[number] if 0 <= number < len(authors) else ""
        found.append(NoteText(row, column, author, _words(xml, comment)))
    return found


def write(sheet: Sheet, row: int, column: int, text: str, author: str | None = None) -> None:
    """Put a note on a cell, in the place of the one that is there.

    `author` None keeps the author there is; a new note then has none. A cell with a threaded comment is refused.
    """
    check_cell(row, column)
    if len(text) > _LONGEST:
        raise WorkbookError("wrong_argument", f"A note holds at most {_LONGEST:,} characters.")
    _refuse_thread(sheet, row, column)
    package, part = sheet.workbook.package, _comments_part(sheet) or _new_comments(sheet)
    xml = package.read_xml(part)
    known = _find(xml, row, column)
    if known is None:
        xml, number = _author_number(xml, author or "")
        _draw_box(sheet, row, column)
        package.write(part, _with_comment(xml, row, column, number, text))
        return
    if author is not None:
        xml, number = _author_number(xml, author)
        known = _find(xml, row, column) or known
        xml = xmlscan.with_attributes(xml, known, {"authorId": str(number)})
        known = _find(xml, row, column) or known
    body = xmlscan.child(xml, "text", known.body, known.body_end)
    if body is not None:
        written = _text_element(xmlscan.prefix_of(known.name), text)
        package.write(part, xml[: body.start] + written + xml[body.end :])


def remove(sheet: Sheet, row: int, column: int) -> None:
    """Take a cell's note away; parts that hold nothing any more go with it."""
    _refuse_thread(sheet, row, column)
    package, part = sheet.workbook.package, _comments_part(sheet)
    if part is None:
        return
    xml = package.read_xml(part)
    known = _find(xml, row, column)
    if known is None:
        return
    xml = xml[: known.start] + xml[known.end :]
    if _items(xml, "commentList"):
        package.write(part, xml)
    else:
        _drop_part(sheet, part)
    _erase_box(sheet, row, column)


def _comments_part(sheet: Sheet) -> str | None:
    return next(iter(sheet.workbook.package.related(sheet.part, "comments")), None)


def _items(xml: bytes, local: str) -> list[Element]:
    root = xmlscan.root(xml)
    found = xmlscan.child(xml, local, root.body, root.body_end)
    return [] if found is None else list(xmlscan.children(xml, found.body, found.body_end))


def _find(xml: bytes, row: int, column: int) -> Element | None:
    for comment in _items(xml, "commentList"):
        if parse_area(comment.get("ref") or "A1")[:2] == (row, column):
            return comment
    return None


def _words(xml: bytes, comment: Element) -> str:
    body = xmlscan.child(xml, "text", comment.body, comment.body_end)
    if body is None:
        return ""
    pieces = []
    for piece in xmlscan.children(xml, body.body, body.body_end):
        if piece.local == b"t":
            pieces.append(xmlscan.text(xml, piece))
        elif piece.local == b"r" and (inner := xmlscan.child(xml, "t", piece.body, piece.body_end)):
            pieces.append(xmlscan.text(xml, inner))
    return decode_escapes("".join(pieces))


def _text_element(prefix: bytes, text: str) -> bytes:
    return b'<%stext><%st xml:space="preserve">%s</%st></%stext>' % (
        prefix,
        prefix,
        encode_text(text.replace("\r\n", "\n").replace("\r", "\n")),
        prefix,
        prefix,
    )


def _author_number(xml: bytes, author: str) -> tuple[bytes, int]:
    known = [xmlscan.text(xml, element) for element in _items(xml, "authors")]
    if author in known:
        return xml, known.index(author)
    root = xmlscan.root(xml)
    name = xmlscan.prefix_of(root.name) + b"author"
    element = b"<%s>%s</%s>" % (name, xmlscan.escape(author), name)
    authors = xmlscan.child(xml, "authors", root.body, root.body_end)
    if authors is None:
        raise WorkbookError("damaged", "The notes of a sheet have no list of authors.")
    return xmlscan.with_child(xml, authors, element), len(known)


def _with_comment(xml: bytes, row: int, column: int, author: int, text: str) -> bytes:
    root = xmlscan.root(xml)
    comments = xmlscan.child(xml, "commentList", root.body, root.body_end)
    if comments is None:
        raise WorkbookError("damaged", "The notes of a sheet have no list.")
    prefix = xmlscan.prefix_of(root.name)
    element = b'<%scomment ref="%s" authorId="%d">%s</%scomment>' % (
        prefix,
        cell_name(row, column).encode(),
        author,
        _text_element(prefix, text),
        prefix,
    )
    return xmlscan.with_child(xml, comments, element)


def _new_comments(sheet: Sheet) -> str:
    workbook = sheet.workbook
    part = workbook.package.free_name("xl/comments{}.xml")
    xml = b'<comments xmlns="%s"><authors/><commentList/></comments>' % workbook.namespace.encode()
    workbook.package.add(part, _DECLARATION + xml, _COMMENTS_TYPE)
    workbook.package.add_relationship(sheet.part, workbook.relationship_type("comments"), part)
    return part


def _drop_part(sheet: Sheet, part: str) -> None:
    package = sheet.workbook.package
    for relationship in package.relationships(sheet.part):
        if not relationship.external and relationship.target.lower() == part.lower():
            package.remove_relationship(sheet.part, relationship.id)
    package.remove(part)


def _refuse_thread(sheet: Sheet, row: int, column: int) -> None:
    package = sheet.workbook.package
    for part in package.related(sheet.part, "threadedComment"):
        for tag in xmlscan.start_tags(package.read_xml(part), "threadedComment"):
            if parse_area(xmlscan.attribute(tag[1], "ref") or "A1")[:2] == (row, column):
                raise WorkbookError(
                    "unsupported",
                    f"{cell_name(row, column)} has a threaded comment, which only Excel can change.",
                )


# -- the box


def _drawing(sheet: Sheet) -> tuple[str, str] | None:
    """The sheet's VML drawing: relationship and part."""
    found = frames.find(sheet.frame, "legacyDrawing")
    if found is None:
        return None
    wanted = {
        value
        for name, value in xmlscan.attribute_map(found.attributes).items()
        if name.rpartition(":")[2] == "id"
    }
    for relationship in sheet.workbook.package.relationships(sheet.part):
        if relationship.id in wanted and sheet.workbook.package.has(relationship.target):
            return relationship.id, relationship.target
    raise WorkbookError("damaged", "A sheet has lost the drawing of its notes.")


def _draw_box(sheet: Sheet, row: int, column: int) -> None:
    workbook, drawing = sheet.workbook, _drawing(sheet)
    package = workbook.package
    if drawing is not None:
        package.write(drawing[1], notebox.add(package.read(drawing[1]), row, column))
        return
    number = 1 + max(
        (notebox.block(package.read(part)) for part in package.part_names if part.lower().endswith(".vml")),
        default=0,
    )
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.add(part, notebox.add(notebox.empty(number), row, column), _VML_TYPE)
    identifier = package.add_relationship(sheet.part, workbook.relationship_type("vmlDrawing"), part)
    element = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (
        sheet.prefix,
        workbook.relationship_base.encode(),
        identifier.encode(),
    )
    sheet.frame = frames.put(sheet.frame, "legacyDrawing", element)


def _erase_box(sheet: Sheet, row: int, column: int) -> None:
    drawing, package = _drawing(sheet), sheet.workbook.package
    if drawing is None:
        return
    vml = notebox.remove(package.read(drawing[1]), row, column)
    if notebox.has_shapes(vml):
        package.write(drawing[1], vml)
        return
    found = frames.find(sheet.frame, "legacyDrawing")
    if found is not None:
        sheet.frame = frames.cut(sheet.frame, found)
    _drop_part(sheet, drawing[1])

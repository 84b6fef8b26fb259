"""Data validations: listed, added, deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buybook.xlsx import frame as frames
from buybook.xlsx import xmlscan
from buybook.xlsx.cells import Area, areas_name, parse_areas
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.records import Validation
from buybook.xlsx.xmlscan import Element, is_true

_MAX_LIST = 255  # characters of a list that is written out, Excel's limit


def _formulas(frame: bytes, item: Element) -> tuple[str, ...]:
    found = []
    for element in xmlscan.children(frame, item.body, item.body_end):
        if element.local in {b"formula1", b"formula2"}:
            inner = xmlscan.child(frame, "f", element.body, element.body_end)
            found.append(xmlscan.text(frame, element if inner is None else inner))
    return tuple(found)


def _items(kind: str, formulas: tuple[str, ...]) -> tuple[str, ...] | None:
    if kind != "list" or not formulas or not formulas[0].startswith('"'):
        return None
    return tuple(item.strip() for item in formulas[0][1:].removesuffix('"').replace('""', '"').split(","))


def _record(frame: bytes, item: Element, *, extended: bool) -> Validation:
    sqref = item.get("sqref") or ""
    if extended:
        inner = xmlscan.child(frame, "sqref", item.body, item.body_end)
        sqref = "" if inner is None else xmlscan.text(frame, inner)
    kind, formulas = item.get("type") or "none", _formulas(frame, item)
    return Validation(
        areas=parse_areas(sqref),
        kind=kind,
        operator=item.get("operator"),
        formulas=formulas,
        items=_items(kind, formulas),
        allow_blank=is_true(item.get("allowBlank")),
        extended=extended,
    )


def read(frame: bytes) -> list[Validation]:
    """All validations of a sheet, those in its extension list too."""
    found = [_record(frame, item, extended=False) for item in frames.items(frame, "dataValidations")]
    return found + [_record(frame, item, extended=True) for item in _extended(frame)]


def _extended(frame: bytes) -> Iterator[Element]:
    extensions = frames.find(frame, "extLst")
    if extensions is None or b"dataValidations" not in xmlscan.body(frame, extensions):
        return
    for extension in xmlscan.children(frame, extensions.body, extensions.body_end):
        for group in xmlscan.children(frame, extension.body, extension.body_end):
            if group.local == b"dataValidations":
                yield from xmlscan.children(frame, group.body, group.body_end)


def add_list(
    frame: bytes,
    areas: Sequence[Area],
    *,
    items: Sequence[str],
    source: str | None,
    allow_blank: bool,
    error: bool,
    prompt: str | None,
) -> tuple[bytes, Validation]:
    """Offer a list of choices in some areas: `items` written out, or the cells that `source` names."""
    formula = source.removeprefix("=") if source is not None else _written_list(items)
    values: dict[str, str | None] = {
        "type": "list",
        "allowBlank": "1" if allow_blank else None,
        "showInputMessage": "1",
        "showErrorMessage": "1" if error else None,
        "prompt": prompt,
        "sqref": areas_name(tuple(areas)),
    }
    p = frames.prefix(frame)
    attributes = xmlscan.set_attributes(b"", values)
    inner = b"<%sformula1>%s</%sformula1>" % (p, xmlscan.escape(formula), p)
    frame = frames.put_in_list(
        frame, "dataValidations", b"<%sdataValidation%s>%s</%sdataValidation>" % (p, attributes, inner, p)
    )
    record = Validation(tuple(areas), "list", None, (formula,), _items("list", (formula,)), allow_blank)
    return frame, record


def _written_list(items: Sequence[str]) -> str:
    joined = ",".join(items)
    if not items or len(joined) > _MAX_LIST or any("," in item for item in items):
        raise WorkbookError(
            "wrong_argument", "A list of choices has 1 to 255 characters and no commas within a choice."
        )
    return '"' + joined.replace('"', '""') + '"'


def remove(frame: bytes, wanted: Validation) -> bytes:
    """Take a validation out."""
    if wanted.extended:
        raise WorkbookError("unsupported", "This validation can only be deleted in Excel.")
    for item in frames.items(frame, "dataValidations"):
        if _record(frame, item, extended=False) == wanted:
            return frames.cut_from_list(frame, "dataValidations", item)
    raise WorkbookError("wrong_argument", "The sheet has no such validation.")

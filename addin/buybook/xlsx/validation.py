"""Data validations: listed, added, deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from buybook.xlsx import extensions, ruleareas, xmlscan
from buybook.xlsx import frame as frames
from buybook.xlsx.cells import Area, areas_name
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.formulacheck import check_formula
from buybook.xlsx.records import Message, Validation
from buybook.xlsx.xmlscan import Element, is_true

_GROUP: Final = "dataValidations"
_MAX_LIST: Final = 255  # characters of a list that is written out, Excel's limit
_MAX_TITLE: Final = 32
_MAX_TEXT: Final = 255
_COMPARED: Final = frozenset({"whole", "decimal", "date", "time", "textLength"})
_BETWEEN: Final = frozenset({"between", "notBetween"})
_OPERATORS: Final = _BETWEEN | {
    "equal",
    "notEqual",
    "greaterThan",
    "lessThan",
    "greaterThanOrEqual",
    "lessThanOrEqual",
}
_STYLES: Final = frozenset({"stop", "warning", "information"})


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


def _message(item: Element, shown: str, title: str, text: str) -> Message | None:
    return Message(item.get(title), item.get(text)) if is_true(item.get(shown)) else None


def _record(frame: bytes, item: Element, *, extended: bool) -> Validation:
    kind, formulas = item.get("type") or "none", _formulas(frame, item)
    return Validation(
        areas=ruleareas.read(frame, item),
        kind=kind,
        operator=item.get("operator"),
        formulas=formulas,
        items=_items(kind, formulas),
        allow_blank=is_true(item.get("allowBlank")),
        extended=extended,
        dropdown=not is_true(item.get("showDropDown")),  # the file's word means the opposite
        error=_message(item, "showErrorMessage", "errorTitle", "error"),
        style=item.get("errorStyle") or "stop",
        prompt=_message(item, "showInputMessage", "promptTitle", "prompt"),
    )


def _all(frame: bytes) -> Iterator[tuple[Element, bool]]:
    for item in frames.items(frame, _GROUP):
        yield item, False
    for item in extensions.blocks(frame, _GROUP):
        yield item, True


def read(frame: bytes) -> list[Validation]:
    """All validations of a sheet, those in its extension list too."""
    return [_record(frame, item, extended=extended) for item, extended in _all(frame)]


def add(
    frame: bytes,
    areas: Sequence[Area],
    kind: str,
    *,
    operator: str | None,
    formulas: Sequence[str],
    allow_blank: bool,
    dropdown: bool = True,
    error: Message | None = None,
    style: str = "stop",
    prompt: Message | None = None,
) -> tuple[bytes, Validation]:
    """Restrict what may be entered in some areas; see `Sheet.add_validation`."""
    formulas = [formula.removeprefix("=") for formula in formulas]
    _check(kind, operator, formulas, style)
    for formula in formulas:
        check_formula(formula)
    values: dict[str, str | None] = {
        "type": kind,
        "errorStyle": None if style == "stop" else style,
        "operator": None if operator == "between" else operator,
        "allowBlank": "1" if allow_blank else None,
        "showDropDown": None if dropdown else "1",
        **_written_message(prompt, "showInputMessage", "promptTitle", "prompt"),
        **_written_message(error, "showErrorMessage", "errorTitle", "error"),
        "sqref": areas_name(tuple(areas)),
    }
    p = frames.prefix(frame)
    inner = b"".join(
        b"<%sformula%d>%s</%sformula%d>" % (p, number, xmlscan.escape(formula), p, number)
        for number, formula in enumerate(formulas, 1)
    )
    attributes = xmlscan.set_attributes(b"", values)
    frame = frames.put_in_list(
        frame, _GROUP, b"<%sdataValidation%s>%s</%sdataValidation>" % (p, attributes, inner, p)
    )
    return frame, _record(frame, frames.items(frame, _GROUP)[-1], extended=False)


def _check(kind: str, operator: str | None, formulas: Sequence[str], style: str) -> None:
    if kind in _COMPARED:
        if operator not in {*_OPERATORS, None}:
            raise WorkbookError("wrong_argument", f"A validation cannot compare by {operator!r}.")
        needed = 2 if (operator or "between") in _BETWEEN else 1
    elif kind in {"list", "custom"}:
        needed = 1
    else:
        raise WorkbookError("wrong_argument", f"There is no validation of the kind {kind!r}.")
    if len(formulas) != needed or not all(formulas):
        raise WorkbookError("wrong_argument", f"This validation ({kind}) takes {needed} formula(s).")
    if style not in _STYLES:
        raise WorkbookError("wrong_argument", f"A wrong entry cannot be met by {style!r}.")


def _written_message(message: Message | None, shown: str, title: str, text: str) -> dict[str, str | None]:
    if message is None:
        return {shown: None}
    if len(message.title or "") > _MAX_TITLE or len(message.text or "") > _MAX_TEXT:
        raise WorkbookError(
            "wrong_argument",
            f"A message has at most {_MAX_TITLE} characters in its title and {_MAX_TEXT} in its text.",
        )
    return {shown: "1", title: message.title, text: message.text}


def written_list(items: Sequence[str]) -> str:
    """The formula of a list of choices that is written out."""
    joined = ",".join(items)
    if not items or len(joined) > _MAX_LIST or any("," in item for item in items):
        raise WorkbookError(
            "wrong_argument", "A list of choices has 1 to 255 characters and no commas within a choice."
        )
    return '"' + joined.replace('"', '""') + '"'


def remove(frame: bytes, wanted: Validation) -> bytes:
    """Take a validation out."""
    for item, extended in _all(frame):
        if _record(frame, item, extended=extended) == wanted:
            return _cut(frame, item, extended=extended)
    raise WorkbookError("wrong_argument", "The sheet has no such validation.")


def _cut(frame: bytes, item: Element, *, extended: bool) -> bytes:
    if extended:
        return extensions.cut(frame, item, _GROUP)
    return frames.cut_from_list(frame, _GROUP, item)


def clear(frame: bytes, area: Area) -> bytes:
    """Take all validations from an area; those that also hold for other cells stay active there."""
    for item, extended in reversed(list(_all(frame))):
        before = ruleareas.read(frame, item)
        after = ruleareas.without(before, area)
        if after == before:
            continue
        frame = ruleareas.with_areas(frame, item, after) if after else _cut(frame, item, extended=extended)
    return frame

"""Reading settings from YAML nodes.

Nodes, not loaded values: YAML would turn a column title `No` into False, `0123` into 83 and `3:30` into 210,
and a value that is loaded no longer knows its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from buybook.frozen import frozen
from buybook.settings.errors import SettingProblem

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")
D = TypeVar("D")

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@frozen
class Place:
    """Where in a file of settings a value stands, and the list that takes what is wrong there."""

    file: str
    problems: list[SettingProblem]
    path: str = ""

    def below(self, key: str) -> Place:
        """Give the place of a key's value."""
        return Place(self.file, self.problems, f"{self.path}.{key}" if self.path else key)

    def report(self, node: yaml.Node, code: str, **values: object) -> None:
        """Note that something is wrong at a node."""
        line = node.start_mark.line + 1
        self.problems.append(SettingProblem(code, self.file, line, self.path, values))


class SettingValueError(Exception):
    """A value is not what the setting takes; `code` and `values` are those of the message."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


Reader = Callable[["yaml.Node", Place], T]


def read_by(read: Reader[Any]) -> Mapping[str, Reader[Any]]:
    """Give the metadata of a settings dataclass's field: how its node is read."""
    return MappingProxyType({"read": read})


def is_of(node: yaml.Node, kind: str) -> bool:
    """Tell what kind of node it is, as YAML itself names them: without loading YAML, which defaults do without."""
    return bool(getattr(node, "id", None) == kind)


def is_empty(node: yaml.Node) -> bool:
    """Tell whether nothing is written at the node: the default then holds."""
    return is_of(node, "scalar") and not getattr(node, "style", None) and node.value in _EMPTY


def entries(node: yaml.Node, place: Place) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Give key, key's node and value's node of a mapping; of a key given twice the first holds."""
    if not is_of(node, "mapping"):
        place.report(node, "setting_not_a_group", value=shown(node))
        return
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        if not is_of(key_node, "scalar"):
            place.report(key_node, "setting_key_not_text")
            continue
        key = key_node.value.strip()
        if key in seen:
            place.below(key).report(key_node, "setting_twice", first=seen[key])
            continue
        seen[key] = key_node.start_mark.line + 1
        yield key, key_node, value_node


def read_group(kind: type[D], node: yaml.Node, place: Place) -> D:
    """Read a mapping into a settings dataclass; unknown keys are reported with the nearest known one."""
    if not is_dataclass(kind):
        raise TypeError(f"{kind!r} is not a settings dataclass.")
    readers = {field.name: field.metadata["read"] for field in fields(kind)}
    given: dict[str, Any] = {}
    for key, key_node, value_node in entries(node, place):
        if key not in readers:
            place.below(key).report(key_node, "setting_unknown", key=key, nearest=nearest(key, readers))
        elif not is_empty(value_node):
            try:
                given[key] = readers[key](value_node, place.below(key))
            except SettingValueError as wrong:
                place.below(key).report(value_node, wrong.code, **wrong.values)
    return kind(**given)


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the known word most like this one, or all of them where none is alike."""
    import difflib  # for a word that is not known only

    choices = list(known)
    by_folded = {choice.casefold().replace("_", " "): choice for choice in choices}
    close = difflib.get_close_matches(word.casefold().replace("_", " "), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ", ".join(choices)


def shown(node: yaml.Node) -> str:
    """Give a node as the buyer wrote it, shortened."""
    if is_of(node, "scalar"):
        return str(node.value) if len(node.value) <= 60 else node.value[:57] + "..."
    return "[...]" if is_of(node, "sequence") else "{...}"


def text(node: yaml.Node, place: Place) -> str:  # noqa: ARG001 - every reader has the same shape
    """Read a text as it is written: `No` and `0123` stay what they are."""
    if not is_of(node, "scalar"):
        raise SettingValueError("setting_not_text", value=shown(node))
    return str(node.value).strip()


def group(kind: type[D]) -> Reader[D]:
    """Read a nested group of settings."""
    return lambda node, place: read_group(kind, node, place)


def choice(*choices: str) -> Reader[str]:
    """Read one of some words."""

    def read(node: yaml.Node, place: Place) -> str:
        word = text(node, place).casefold()
        if word not in choices:
            raise SettingValueError("setting_not_a_choice", value=shown(node), choices=", ".join(choices))
        return word

    return read


def whole_number(minimum: int = 0, maximum: int = 1_000_000) -> Reader[int]:
    """Read a whole number within limits."""

    def read(node: yaml.Node, place: Place) -> int:
        written = text(node, place)
        digits = written.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
            raise SettingValueError("setting_not_whole", value=shown(node), minimum=minimum, maximum=maximum)
        if not minimum <= int(written) <= maximum:
            raise SettingValueError("setting_outside", value=shown(node), minimum=minimum, maximum=maximum)
        return int(written)

    return read


def number(minimum: float = 0, maximum: float = 1e9, *, above: bool = False) -> Reader[float]:
    """Read a number with a decimal point within limits; with `above`, more than the minimum."""

    def read(node: yaml.Node, place: Place) -> float:
        written = text(node, place)
        try:
            value = float(written)
        except ValueError:
            example = written.replace(",", ".") if _is_number(written.replace(",", ".")) else "2.5"
            raise SettingValueError("setting_not_a_number", value=shown(node), example=example) from None
        if not minimum <= value <= maximum or (above and value == minimum):
            raise SettingValueError(
                "setting_outside", value=shown(node), minimum=_plain(minimum), maximum=_plain(maximum)
            )
        return value

    return read


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _is_number(written: str) -> bool:
    try:
        float(written)
    except ValueError:
        return False
    return True


def iso_date(node: yaml.Node, place: Place) -> date:
    """Read a date written as 2026-03-12."""
    try:
        return date.fromisoformat(text(node, place))
    except ValueError:
        raise SettingValueError("setting_not_a_date", value=shown(node)) from None


def currency(node: yaml.Node, place: Place) -> str:
    """Read a currency's ISO 4217 code."""
    code = text(node, place).upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise SettingValueError("setting_not_a_currency", value=shown(node))
    return code


def auto_or(read: Reader[str]) -> Reader[str]:
    """Read `auto` or what the other reader takes."""

    def either(node: yaml.Node, place: Place) -> str:
        return "auto" if text(node, place).casefold() == "auto" else read(node, place)

    return either


def sequence(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Read a list; a single value is a list of one. Each wrong entry is reported, the others are read."""

    def read_all(node: yaml.Node, place: Place) -> tuple[T, ...]:
        if is_of(node, "mapping"):
            raise SettingValueError("setting_not_a_list", value=shown(node))
        nodes = node.value if is_of(node, "sequence") else [node]
        found: list[T] = []
        for item in nodes:
            try:
                found.append(read(item, place))
            except SettingValueError as wrong:
                place.report(item, wrong.code, **wrong.values)
        return tuple(found)

    return read_all


def table(key: Callable[[str], str], value: Reader[T]) -> Reader[Mapping[str, T]]:
    """Read a mapping whose keys the buyer chooses; `key` checks and tidies one."""

    def read(node: yaml.Node, place: Place) -> Mapping[str, T]:
        found: dict[str, T] = {}
        for written, key_node, value_node in entries(node, place):
            at = place.below(written)
            try:
                name = key(written)
            except SettingValueError as wrong:
                at.report(key_node, wrong.code, **wrong.values)
                continue
            try:
                found[name] = value(value_node, at)
            except SettingValueError as wrong:
                at.report(value_node, wrong.code, **wrong.values)
        return MappingProxyType(found)

    return read

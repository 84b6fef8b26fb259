"""Adding choices to a file of settings without touching what else stands in it: comments, order and spelling stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from buybook.settings.nodes import is_of

if TYPE_CHECKING:
    import yaml

Addition: TypeAlias = "Mapping[str, Addition] | Sequence[str] | str | int"
_STEP = 2  # spaces that a level is indented by
_PLAIN = re.compile(r"[^\W\d_][\w .]*[\w.]|[^\W\d_]|\d+")
_NOT_TEXT = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})
_Edit: TypeAlias = tuple[int, int, str]  # from, up to, what stands there instead


class NotWritableError(ValueError):
    """A part of the file is written in a way that nothing can be added to; `path` says which."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def with_additions(content: str, additions: Mapping[str, Addition]) -> str:
    """Give the content of a file of settings with these settings added or put in the place of others.

    The content must have been loaded once, so that it is known to be settings. Raises NotWritableError where a
    part to be added to is written in braces on one line.
    """
    import yaml

    root = yaml.compose(content, Loader=yaml.SafeLoader)
    if root is None:
        start = content if not content or content.endswith("\n") else content + "\n"
        return start + "\n".join(_block(additions, 0)) + "\n"
    edits: list[_Edit] = []
    _merge(content, root, additions, (), edits)
    # From the end, so that places still hold; of two at one place the inner one, which was noted first, comes last.
    for _, (first, last, text) in sorted(enumerate(edits), key=lambda each: (-each[1][0], -each[0])):
        content = content[:first] + text + content[last:]
    return content


def _merge(
    content: str,
    node: yaml.Node,
    additions: Mapping[str, Addition],
    path: tuple[str, ...],
    edits: list[_Edit],
) -> None:
    """Note what has to change for a mapping to hold the additions."""
    if not is_of(node, "mapping") or getattr(node, "flow_style", None):
        raise NotWritableError(".".join(path) or "{}")
    there: dict[str, tuple[yaml.Node, yaml.Node]] = {key.value: (key, value) for key, value in node.value}
    indent = node.value[0][0].start_mark.column
    new: dict[str, Addition] = {}
    for name, addition in additions.items():
        if name not in there:
            new[name] = addition
        else:
            key, value = there[name]
            _change(content, key, value, addition, (*path, name), edits)
    if new:
        edits.append(_inserted(content, _end(node), _block(new, indent)))


def _change(
    content: str,
    key: yaml.Node,
    value: yaml.Node,
    addition: Addition,
    path: tuple[str, ...],
    edits: list[_Edit],
) -> None:
    if isinstance(addition, (str, int)):
        if not is_of(value, "scalar"):
            raise NotWritableError(".".join(path))
        if value.value != str(addition):
            space = "" if value.start_mark.index > key.end_mark.index + 1 else " "
            edits.append((value.start_mark.index, value.end_mark.index, space + _scalar(addition)))
        return
    if is_of(value, "scalar") and value.value in ("", "null", "~"):
        indent = key.start_mark.column + _STEP
        lines = _block(addition, indent) if isinstance(addition, Mapping) else _items(addition, indent)
        if value.value:
            edits.append((value.start_mark.index, value.end_mark.index, ""))
        edits.append(_inserted(content, value.end_mark.index, lines))
    elif isinstance(addition, Mapping):
        _merge(content, value, addition, path, edits)
    elif is_of(value, "sequence"):
        _append(content, value, addition, edits)
    else:
        raise NotWritableError(".".join(path))


def _append(content: str, node: yaml.Node, items: Sequence[str], edits: list[_Edit]) -> None:
    there = {each.value for each in node.value}
    new = [each for each in items if each not in there]
    if not new:
        return
    if getattr(node, "flow_style", None):
        close = node.end_mark.index - 1
        start = ", " if node.value else ""
        edits.append((close, close, start + ", ".join(_scalar(each) for each in new)))
    else:
        edits.append(_inserted(content, _end(node), _items(new, node.start_mark.column)))


def _end(node: yaml.Node) -> int:
    """Give where the last thing of a node ends: a block's own end is where the next block begins."""
    while not getattr(node, "flow_style", True) and node.value:
        last: Any = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node.end_mark.index


def _inserted(content: str, after: int, lines: Sequence[str]) -> _Edit:
    """Give the edit that puts lines below the line in which a place is."""
    text = "\n".join(lines)
    if after and content[after - 1] == "\n":  # a text of several lines ends on the next line
        return after, after, text + "\n"
    end = content.find("\n", after)
    return (len(content), len(content), "\n" + text + "\n") if end < 0 else (end, end, "\n" + text)


def _block(additions: Mapping[str, Addition], indent: int) -> list[str]:
    lines: list[str] = []
    for name, addition in additions.items():
        start = " " * indent + _scalar(name) + ":"
        if isinstance(addition, Mapping):
            lines += [start, *_block(addition, indent + _STEP)]
        elif isinstance(addition, (str, int)):
            lines.append(f"{start} {_scalar(addition)}")
        else:
            lines.append(f"{start} [{', '.join(_scalar(each) for each in addition)}]")
    return lines


def _items(items: Sequence[str], indent: int) -> list[str]:
    return [" " * indent + "- " + _scalar(each) for each in items]


def _scalar(value: str | int) -> str:
    """Write a value so that it is read as what it is."""
    text = str(value)
    if isinstance(value, int) or (
        _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT and not text.isdigit()
    ):
        return text
    return '"' + "".join(map(_character, text)) + '"'


def _character(char: str) -> str:
    """Write a character within quotation marks; what YAML would not take as it is, by its number."""
    if char in '"\\':
        return "\\" + char
    return char if char.isprintable() and char != "\ufeff" else f"\\U{ord(char):08X}"

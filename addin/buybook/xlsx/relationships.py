"""How relationships are written in a part (ECMA-376 part 2, 9.3)."""

from __future__ import annotations

import itertools
import posixpath
from urllib.parse import quote, unquote

from buybook.xlsx import xmlscan
from buybook.xlsx.records import Relationship


def parse(attributes: bytes, folder: str) -> Relationship:
    """A relationship from its attributes; `folder` is that of the part that has it."""
    found = xmlscan.attribute_map(attributes)
    target = found.get("Target", "")
    external = found.get("TargetMode") == "External"
    if not external and not target.startswith("#"):
        path = unquote(target.partition("#")[0]).replace("\\", "/")
        whole = path if path.startswith("/") else posixpath.join("/", folder, path)
        target = posixpath.normpath(whole).lstrip("/")
    return Relationship(found.get("Id", ""), found.get("Type", ""), target, external)


def relative(target: str, part: str) -> str:
    """A target part as it is written in the relationships of another part."""
    folder = posixpath.dirname(part)
    return quote(posixpath.relpath("/" + target, "/" + folder))


def free_identifiers(used: set[str], count: int) -> list[str]:
    """So many ids of relationships that are not used: rId and a number, from the number of those there are."""
    numbers = (number for number in itertools.count(len(used) + 1) if f"rId{number}" not in used)
    return [f"rId{number}" for number in itertools.islice(numbers, count)]

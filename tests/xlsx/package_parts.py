"""The parts of a package as a strict reader sees them, with what is wrong in the package itself.

Written without any of our own code, so that a mistake there cannot hide one here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, name: str | None = None) -> list[Any]:
    """The elements within another, of one name or all; none within None."""
    if element is None:
        return []
    return list(element.iterchildren(etree.Element if name is None else f"{{*}}{name}"))


def child(element: Any, name: str) -> Any:
    """The first element of a name within another, None if there is none."""
    return next(iter(children(element, name)), None)


class PackageParts:
    """The parts of a package by their names in lower case, with what is wrong in the package itself."""

    def __init__(self, data: bytes) -> None:
        self.faults: Counter[str] = Counter()
        self.parts: dict[str, bytes] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                name = entry.filename.replace("\\", "/").lstrip("/")
                if name.endswith("/"):
                    continue
                self.faults["two parts of one name"] += name.lower() in self.parts
                self.parts[name.lower()] = archive.read(entry)
        self.trees = {name: self._parsed(name) for name in self.parts if name.endswith((".xml", ".rels"))}
        self.links = {
            self._owner(name): list(self._relationships(name))
            for name in self.parts
            if name.endswith(".rels")
        }
        self.workbook = next(
            (target for kind, target, _ in self.links.get("", []) if kind == "officeDocument"), None
        )
        if self.workbook not in self.parts:
            self.workbook = None
        self._check_content_types()
        self._check_relationships()
        self.faults = +self.faults

    def _parsed(self, name: str) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        try:
            return etree.fromstring(self.parts[name], parser)
        except etree.XMLSyntaxError:
            self.faults["a part is no well-formed XML"] += 1
            return None

    @staticmethod
    def _owner(name: str) -> str:
        folder, _, file = name.rpartition("_rels/")
        return folder + file.removesuffix(".rels")

    def _relationships(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Kind, target and identifier of the relationships to parts within; others count as fault or not at all."""
        tree, folder = self.trees[name], name.rpartition("_rels/")[0]
        links = [] if tree is None else children(tree, "Relationship")
        identifiers = Counter(link.get("Id") for link in links)
        self.faults["two relationships of one identifier"] += sum(identifiers.values()) - len(identifiers)
        for link in links:
            kind = (link.get("Type") or "").rpartition("/")[2]
            target = unquote((link.get("Target") or "").partition("#")[0]).replace("\\", "/")
            if link.get("TargetMode") == "External":
                target = ""
            elif target.startswith("/"):
                target = target.lstrip("/").lower()
            elif target:
                target = posixpath.normpath(posixpath.join(folder, target)).lower()
            yield kind, target, link.get("Id") or ""

    def _check_content_types(self) -> None:
        types = self.trees.get("[content_types].xml")
        if types is None:
            self.faults["there are no content types"] += 1
            return
        defaults = {element.get("Extension", "").lower() for element in children(types, "Default")}
        named = [unquote(e.get("PartName", "")).lstrip("/").lower() for e in children(types, "Override")]
        self.faults["two content types of one part"] += len(named) - len(set(named))
        for name in named:
            self.faults["a content type of a part that is not there"] += name not in self.parts
        for name in self.parts:
            extension = name.rpartition(".")[2]
            typed = name in named or extension in defaults or name == "[content_types].xml"
            self.faults["a part without a content type"] += not typed

    def _check_relationships(self) -> None:
        for owner, links in self.links.items():
            self.faults["relationships of a part that is not there"] += (
                bool(owner) and owner not in self.parts
            )
            for kind, target, _ in links:
                self.faults[f"a relationship ({kind}) to a part that is not there"] += bool(target) and (
                    target not in self.parts
                )
        for name, tree in self.trees.items():
            if tree is None or name.endswith(".rels"):
                continue
            known = {identifier for _, _, identifier in self.links.get(name, [])}
            for element in tree.iter():
                for key, value in element.attrib.items():
                    if re.match(r"\{[^}]*officeDocument/2?0?0?6?/?relationships\}(id|embed|link|pict)$", key):
                        self.faults[f"{name} names a relationship that is not there"] += (
                            bool(value) and value not in known
                        )
            for prefix in (tree.get(IGNORABLE) or "").split():
                self.faults[f"{name} ignores a prefix that is not declared"] += prefix not in tree.nsmap

    def related(self, owner: str, kind: str) -> list[str]:
        """The parts to which another has relationships of a kind."""
        return [t for k, t, _ in self.links.get(owner, []) if k == kind and self.trees.get(t) is not None]

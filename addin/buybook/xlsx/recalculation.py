"""Telling Excel that what formulas show is no longer up to date."""

from __future__ import annotations

import re

from buybook.xlsx import xmlscan
from buybook.xlsx.names import ORDER
from buybook.xlsx.package import Package

_FORMULA = re.compile(rb"<(?:[^\s<>/:!?]+:)?f[\s>/]")


def force(workbook: bytes) -> bytes:
    """The workbook part that has everything computed when it is opened."""
    root = xmlscan.root(workbook)
    found = xmlscan.child(workbook, "calcPr", root.body, root.body_end)
    if found is None:
        element = b'<%scalcPr fullCalcOnLoad="1"/>' % xmlscan.prefix_of(root.name)
        return xmlscan.put_in_order(workbook, ORDER, "calcPr", element)
    if xmlscan.is_true(found.get("fullCalcOnLoad")):
        return workbook
    return xmlscan.with_attributes(workbook, found, {"fullCalcOnLoad": "1"})


def drop_chain(package: Package, workbook_part: str) -> None:
    """Remove the calculation chain: if it names a cell without a formula, Excel repairs the workbook."""
    for relationship in package.relationships(workbook_part):
        if relationship.kind == "calcChain" and not relationship.external:
            package.remove_relationship(workbook_part, relationship.id)
            if package.has(relationship.target):
                package.remove(relationship.target)


def holds_formula(xml: bytes) -> bool:
    """Whether a sheet's part holds a formula."""
    return _FORMULA.search(xml) is not None

"""Charts that are there: their names, places and kinds. A new chart is left to Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from buybook.engine.floating import Shape, Shapes
from buybook.engine.refusal import refuse
from buybook.xlsx import chartkinds

if TYPE_CHECKING:
    from buybook.xlsx.drawings import Floating


class Charts(Shapes):
    """The charts of a sheet."""

    kinds = ("chart",)

    def _wrapped(self, found: Floating) -> Chart:
        return Chart(self._sheet, found)


class Chart(Shape, base_classes.Chart):
    """A chart."""

    @property
    def chart_type(self) -> str:
        """xlwings' word for its kind; 'combination' if it has several."""
        package, relations = self._sheet.source.workbook.package, self.api.relations
        for relationship in package.relationships(self.drawing.part or ""):
            if relationship.id in relations and package.has(relationship.target):
                return chartkinds.kind(package.read_xml(relationship.target))
        raise KeyError(f"The chart {self.name} has lost its part.")

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        del value
        refuse("Changing the kind of a chart")

"""The kinds that a list can be, and how much speaks for each: its columns, its names, its titles, its layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buybook.frozen import frozen
from buybook.schema import TABLES, TableKind
from buybook.workbook.recognise.belonging import heard_of
from buybook.workbook.recognise.blocks import Span
from buybook.workbook.recognise.columns import ColumnReader
from buybook.workbook.recognise.figures import Figures
from buybook.workbook.recognise.kinds import ENOUGH, TITLED, has_needs, told_by, weight
from buybook.workbook.recognise.presence import counts, presence
from buybook.workbook.recognise.sources import Assignment, Source, is_ledger
from buybook.workbook.recognise.structure import ALSO_OF_PARTS

_SALES = 3.0  # what a column of customers takes from every kind
# What is bought has one of these; titles of sales without them are those of a list of sales, or of a shop's goods.
BOUGHT = frozenset(
    {"supplier", "supplier_no", "po_number", "purchase_order", "purchase_request", "purchase_price"}
)
CERTAIN = 99.0  # titles of sales that no list of what is bought can have
_SOLD_FROM = frozenset({TableKind.ITEMS, TableKind.DEMAND})
_SOLD = 1  # titles of sales that a list of what a shop has may hold
_SIDE_BY_SIDE = 4.0  # what suppliers, or goods, side by side give to quotations
_WELL_TOLD = 2  # titles that stand in lists of one kind alone: "Name" then means what it means there
_NO_REGISTER = 0.5  # what a product's structure takes from a list of articles, of what it gives to its parts
_NEED_AND_STOCK = frozenset({"quantity", "stock_on_hand"})
_NEED_BESIDE_STOCK = 0.8  # what a quantity of each line beside its stock takes from a list of articles


@frozen
class Choice:
    """A kind that a list could be, how much speaks for it, and its columns then."""

    kind: TableKind
    score: float
    assignment: Assignment
    without_best: float = 0.0  # how much speaks for the kind without what speaks for it most
    near: tuple[TableKind, ...] = ()  # the other kinds that it could as well be


@frozen
class Signs:
    """What a list shows of its kind besides what its columns hold."""

    said: Mapping[TableKind, tuple[float, str]]  # by its names and what stands above
    telling: Mapping[TableKind, int]  # titles that no field holds and that stand in lists of a kind alone
    spans: Sequence[Span]  # suppliers, goods or quantities side by side
    figures: Figures | None  # months, weeks or quarters side by side
    structure: float  # of a product
    sold: float  # titles of sales
    vague: frozenset[int] = frozenset()  # columns titled with vague words alone


def choices_of(
    reader: ColumnReader,
    offers: ColumnReader,
    signs: Signs,
    sources: Sequence[Source],
    decided: TableKind | None,
) -> list[Choice]:
    """Give the kinds that a list can be, the likeliest first; only the one that is `decided`, if one is."""
    found = []
    for kind in TABLES if decided is None else [decided]:
        choice = _choice(kind, reader, offers, signs, sources, decided is not None)
        if choice is not None:
            found.append(choice)
    found.sort(key=lambda choice: -choice.score)
    if decided is None and (not found or found[0].score < ENOUGH):
        return [Choice(TableKind.OTHER, 0.0, reader.assign(TableKind.OTHER)), *found]
    return found


def _choice(
    kind: TableKind,
    reader: ColumnReader,
    offers: ColumnReader,
    signs: Signs,
    sources: Sequence[Source],
    decided: bool,
) -> Choice | None:
    """Weigh a list as one of a kind; None where it lacks what such a list must have."""
    assignment = reader.assign(kind)
    said, telling = signs.said.get(kind, (0.0, ""))[0], signs.telling[kind]
    heard = kind in signs.said or telling >= _WELL_TOLD
    heard = heard or _speaks_besides(kind, assignment)
    fields = {e.field for i, e in assignment.fields.items() if counts(e, heard, i in signs.vague)}
    asked = {clash.field for clash in assignment.clashes if not clash.decided}
    offered = {each.field for each in offers.assign(kind).fields.values()} if signs.spans else set()
    present = fields | asked | offered | _named_by(signs.spans)
    used = signs.figures.demand_in(kind, present, sources) if signs.figures is not None else 0.0
    present |= {"demand"} if used else set()
    if not decided and not (
        heard_of(kind, assignment.fields.values(), said >= TITLED)
        and has_needs(kind, present, said >= TITLED, is_ledger(sources), telling)
    ):
        return None
    speaks = [
        told_by(telling),
        said,
        *(weight(kind, field) for field in sorted(asked)),
        *_of_columns(kind, assignment, sources, heard, signs),
        *(weight(kind, field) for field in sorted(offered - fields)),
    ]
    score = sum(speaks) + used + _of_layout(kind, signs, fields)
    return Choice(kind, score, assignment, score - max(speaks))


def _speaks_besides(kind: TableKind, assignment: Assignment) -> bool:
    """Tell whether the columns with titles of their own say so much that "Company" means what it means there."""
    told = (each for each in assignment.fields.values() if each.reason != "generic")
    return (
        kind is TableKind.SUPPLIERS and sum(weight(kind, each.field) * each.score for each in told) >= TITLED
    )


def _named_by(spans: Sequence[Span]) -> set[str]:
    """Give what the names of columns side by side tell: whose offers they are, or of which article."""
    return {"description" if span.article else "supplier" for span in spans if span.quantity_break is None}


def _of_columns(
    kind: TableKind, assignment: Assignment, sources: Sequence[Source], heard: bool, signs: Signs
) -> list[float]:
    """Give how much each column speaks for a kind; in a product's structure, what is also said of its parts does not."""
    densities = {source.index: source.profile.density for source in sources if source.profile.count}
    neutral = ALSO_OF_PARTS if kind is TableKind.BOM and signs.structure > 0 else frozenset()
    return [
        weight(kind, reading.field)
        * reading.score
        * presence(reading, densities.get(index, 1.0), heard, index in signs.vague)
        for index, reading in assignment.fields.items()
        if reading.field not in neutral
    ]


def _of_layout(kind: TableKind, signs: Signs, fields: set[str]) -> float:
    """Say how much the layout speaks for a kind: what stands side by side, a structure, what is sold."""
    score = 0.0
    if kind is TableKind.QUOTATIONS and signs.spans:
        score += _SIDE_BY_SIDE
    if kind is TableKind.BOM:
        score += signs.structure
    if kind is TableKind.ITEMS:
        score -= signs.structure * _NO_REGISTER
        score -= _NEED_BESIDE_STOCK if fields >= _NEED_AND_STOCK else 0.0
    if signs.sold > (_SOLD if kind in _SOLD_FROM else 0):
        score -= _SALES
    return score

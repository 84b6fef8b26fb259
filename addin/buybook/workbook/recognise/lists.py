"""A list as it lies on the sheet made into a recognised table: its kind and its columns, decided together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from buybook.findings import Finding, Severity
from buybook.schema import FIELDS, TableKind
from buybook.settings import SheetOverride
from buybook.vocabulary import Words, words
from buybook.workbook.recognise.block_names import named_above
from buybook.workbook.recognise.blocks import Span, find_blocks, title_key
from buybook.workbook.recognise.choices import BOUGHT, CERTAIN, Choice, Signs, choices_of
from buybook.workbook.recognise.columns import ColumnReader
from buybook.workbook.recognise.decided import LEARNT, YOU, SheetDecisions, with_learnt
from buybook.workbook.recognise.doubts import CLOSE_KIND, doubt_of, speaks_to_us, with_kinds_in_doubt
from buybook.workbook.recognise.evidence import of_offer
from buybook.workbook.recognise.figures import (
    Figures,
    Meant,
    blocks_of,
    figures_of,
    tell_of_figures,
    with_demand,
    without_figures,
)
from buybook.workbook.recognise.goods_across import Across, goods_across, tell_of_goods
from buybook.workbook.recognise.kinds import CODES, ENOUGH, TITLED, KindWords
from buybook.workbook.recognise.layout import Layout, sample_rows
from buybook.workbook.recognise.rates import base_currency, rates_per_base, with_rate_columns
from buybook.workbook.recognise.reasons import Reasons
from buybook.workbook.recognise.sources import Assignment, Clash, Reading, Source
from buybook.workbook.recognise.spelling import key_of, words_of
from buybook.workbook.recognise.structure import per_product, structure_of
from buybook.workbook.recognise.titles import LISTED, Lexicon
from buybook.workbook.recognise.unknown import with_likeness
from buybook.workbook.recognise.unread import (
    tell_of_clash,
    tell_of_columns,
    tell_of_misfits,
    tell_of_settings,
)
from buybook.workbook.recognise.values import profile
from buybook.workbook.tables import Block, Column, Grid, RecognisedTable, column_letter

_PLAIN_OTHER = 2  # fields that a list of no known kind must have to be told of
_LABELLED = 1.0
# What a label of a letterhead says of the lines beneath it, and how strongly.
_SAID_BY_LABEL = {
    "quote_number": (TableKind.QUOTATIONS, TITLED),
    "quote_valid_until": (TableKind.QUOTATIONS, TITLED),
    "po_number": (TableKind.ORDERS, _LABELLED),
    "invoice_number": (TableKind.INVOICES, _LABELLED),
    "purchase_request": (TableKind.REQUISITIONS, _LABELLED),
    "delivery_note": (TableKind.RECEIPTS, _LABELLED),
}
_FEWEST_OF_OURS = 4  # titles that make a list one of Buybook's own
_IN_DOUBT = 0.75  # how sure a column is at most that could be another thing as well: it is asked about
_OF_NO_KIND = 0.75  # how sure a column is at most in a list of no known kind
_CLOSE = 0.8  # between two kinds: the finding asks


class ListReader:
    """Decides what lists are about and what their columns hold."""

    def __init__(
        self, lexicon: Lexicon, kind_words: KindWords, all_words: Sequence[Words], reader: Words | None
    ):
        self._lexicon = lexicon
        self._kind_words = kind_words
        self.goods: frozenset[str] = frozenset()  # of the lists that were read, in plain spelling
        self._languages = [each.language for each in all_words]
        self._reader = reader
        self._ours = [
            frozenset(key_of(words_of(each.title(field))) for field in FIELDS) for each in all_words
        ]
        self._vague = frozenset(
            word for each in all_words for title in each.phrases("vague") for word in words_of(title)
        )

    def read_all(
        self,
        grid: Grid,
        layouts: Sequence[Layout],
        override: SheetOverride,
        number: int,
        said: SheetDecisions | None = None,
    ) -> list[tuple[RecognisedTable, list[Finding]]]:
        """Make tables of a sheet's lists, with ids from `number` on; of some too little is known.

        Where several lists share a sheet, its name and the titles at the left are about one of them: another
        list that is plainly of another kind is not told by them. What the buyer `said` on the set-up sheet
        comes before all else.
        """
        decided = [said.override(layout, override) if said else override for layout in layouts]
        read = [self._read(grid, layout, each, True) for layout, each in zip(layouts, decided, strict=True)]
        if len(layouts) > 1 and override.kind is None:
            alone = [
                self._read(grid, layout, each, False) for layout, each in zip(layouts, decided, strict=True)
            ]
            for place, layout in enumerate(layouts):
                meant = _kind(read[place])
                others = {_kind(each) for other, each in enumerate(alone) if other != place}
                is_told = meant in others and meant in self._said(grid, layout, True)
                if is_told and _kind(alone[place]) not in {meant, None, TableKind.OTHER}:
                    read[place] = alone[place]
        if said is not None:
            read = [
                self._with_said(grid, layout, each, said, answer)
                for layout, each, answer in zip(layouts, decided, read, strict=True)
            ]
        tables = [(table, told) for table, told in read if table is not None]
        return [(replace(table, id=number + place), told) for place, (table, told) in enumerate(tables)]

    def _with_said(
        self,
        grid: Grid,
        layout: Layout,
        override: SheetOverride,
        said: SheetDecisions,
        read: tuple[RecognisedTable | None, list[Finding]],
    ) -> tuple[RecognisedTable | None, list[Finding]]:
        """Read a list once more where the buyer settled a title of it in another list of the kind."""
        table, _ = read
        if table is None:
            return read
        learnt = said.learnt(layout, table.kind)
        if learnt:
            again, told = self._read(grid, layout, with_learnt(override, table.kind, learnt), True)
            if again is not None:
                table, read = replace(again, confidence=table.confidence), (again, told)
        reasons = Reasons(self._reader or words(table.language))
        why = dict.fromkeys(learnt, LEARNT) | dict(said.said_columns(layout))
        columns = tuple(
            replace(column, confidence=1.0, reasons=(reasons.said(why[column.index]),))
            if column.index in why
            else column
            for column in table.columns
        )
        of_table = (reasons.said(YOU), *table.reasons) if said.is_kind_said(layout) else table.reasons
        return replace(table, columns=columns, reasons=of_table), read[1]

    def _read(
        self, grid: Grid, layout: Layout, override: SheetOverride, named: bool
    ) -> tuple[RecognisedTable | None, list[Finding]]:
        """Make a table of a list; none when too little of it is known.

        `named` says whether the sheet's name and titles at the left may say what the list is about.
        """
        sources = self._sources(grid, layout, override)
        said = self._said(grid, layout, named)
        compared = TableKind.QUOTATIONS in {*said, override.kind}
        figures = figures_of(grid, layout, sources, self._kind_words, self._lexicon, named)
        if figures is not None and override.kind is TableKind.DEMAND:
            figures = replace(figures, meant=Meant.DEMAND)
        spans = () if figures else named_above(grid, layout.header, self._spans(layout, sources, compared))
        across = self._goods_across(grid, layout, sources, spans, compared) if figures is None else None
        if across is not None and across.is_read:
            spans, layout = across.spans, across.layout
            sources = self._sources(grid, layout, override)
        shared, offered = self._part(without_figures(sources, figures, self._lexicon), spans)
        if not spans:
            shared = with_rate_columns(shared, self._lexicon, TableKind.RATES in said)
        reader = ColumnReader(shared, self._lexicon, per_product(shared, self._kind_words))
        offers = ColumnReader(offered, self._lexicon)
        choices = self._choices(reader, offers, spans, figures, said, sources, override)
        chosen = choices[0]
        chosen = self._told_by_values(chosen, reader, offers, bool(spans))
        if figures is not None and chosen.kind is TableKind.DEMAND:
            chosen = replace(chosen, assignment=with_demand(chosen.assignment, figures, sources))
        fields = self._all_fields(chosen.assignment.fields, spans)
        if across is not None and across.is_read:
            fields = across.weighed(fields)
        if override.kind is None:
            near = [each for each in choices[1:] if chosen.score - each.score < CLOSE_KIND]
            fields = with_kinds_in_doubt(fields, [each.assignment.fields for each in near])
            chosen = replace(chosen, near=tuple(each.kind for each in near))
        summed = figures is not None and figures.is_main(sources)  # suppliers by month, and no articles
        summed = summed and CODES.isdisjoint(each.field for each in fields.values())
        few = summed or len(fields) < _PLAIN_OTHER
        untold = chosen.kind is TableKind.OTHER and across is None and few
        if override.kind is None and untold:
            return None, []
        language = self._language(sources, fields)
        reasons = Reasons(self._reader or words(language))
        ours = self._is_ours(sources)
        theirs = not ours and speaks_to_us(source.title for source in sources)
        columns = tuple(
            self._column(source, fields.get(source.index), spans, reasons, chosen, override, ours, theirs)
            for source in sources
            if source.title or source.index in fields
        )
        table = RecognisedTable(
            id=0,
            kind=chosen.kind,
            sheet=grid.sheet,
            header_row=layout.header.row,
            first_row=layout.extent.first_row,
            last_row=layout.extent.last_row,
            first_column=layout.header.first_column,
            last_column=max(source.index for source in sources),
            columns=columns,
            excel_table=layout.excel_table,
            blocks=self._blocks(spans, fields, grid, across) or blocks_of(figures, fields),
            confidence=_confidence(choices, override),
            reasons=reasons.of_table(layout, chosen.kind, columns, said.get(chosen.kind), spans),
            language=language,
            total_rows=layout.extent.skipped,
            base_currency=base_currency(layout, columns, grid.sheet)
            if chosen.kind is TableKind.RATES
            else None,
            rates_per_base=rates_per_base(layout, columns, grid.sheet)
            if chosen.kind is TableKind.RATES
            else None,
        )
        told = self._told(table, choices, [*chosen.assignment.clashes], sources, reasons)
        if table.kind is not TableKind.OTHER:
            told += tell_of_misfits(table, fields, reader.misfits(), reasons)
        told += tell_of_figures(table, figures) + tell_of_goods(table, across)
        spoken_of = figures.spoken_of(table) if figures is not None else frozenset()
        spoken_of |= across.spoken_of() if across is not None else frozenset()
        told += tell_of_columns(table, fields, sources, chosen.assignment.clashes, told, spoken_of)
        return table, told + tell_of_settings(table, override)

    def _told_by_values(
        self, chosen: Choice, reader: ColumnReader, offers: ColumnReader, side_by_side: bool
    ) -> Choice:
        """Add the columns that their values tell; those that all suppliers share and those of one are one list."""
        read = chosen.assignment
        if side_by_side:
            read = Assignment({**read.fields, **offers.assign(chosen.kind).fields}, read.clashes)
            reader = reader.beside(offers)
        elif chosen.kind is TableKind.ORDERS:
            read = reader.with_order_numbers(read)
        if chosen.kind not in {TableKind.OTHER, TableKind.RATES}:
            read = reader.with_evidence(read, chosen.kind)
            if not side_by_side:
                read = self._with_likeness(read, reader, chosen.kind)
        return replace(chosen, assignment=read)

    def _with_likeness(self, read: Assignment, reader: ColumnReader, kind: TableKind) -> Assignment:
        unknown = [each for each in reader.unknown(read) if not self._kind_words.is_telling(each.title)]
        likely = with_likeness(read, unknown, self._lexicon, kind)
        if likely.fields.keys() == read.fields.keys():
            return read
        return reader.with_evidence(likely, kind)  # what was found may make a sum with another column

    def own_reason(self, table: RecognisedTable) -> str:
        """Say, for a column of ours in a list, that Buybook added it."""
        return Reasons(self._reader or words(table.language)).own()

    def _sources(self, grid: Grid, layout: Layout, override: SheetOverride) -> list[Source]:
        header = layout.header
        rows = sample_rows(layout)
        fixed = {key.casefold().strip(): field for key, field in override.columns.items()}
        sources = []
        for column in range(header.first_column, header.last_column + 1):
            title = " ".join(header.titles.get(column, "").split())
            values = tuple(grid.column(column, rows))
            settled = next(
                (key for key in (title.casefold(), column_letter(column).casefold()) if key in fixed), None
            )
            sources.append(
                Source(
                    column,
                    title,
                    header.groups.get(column),
                    values,
                    profile(values),
                    (fixed[settled],) if settled is not None else None,
                )
            )
        return sources

    def _spans(self, layout: Layout, sources: Sequence[Source], compared: bool) -> tuple[Span, ...]:
        numeric = frozenset(source.index for source in sources if source.profile.numbers >= 0.6)
        values = {source.index: source.values for source in sources if source.index in numeric}

        def sums(columns: Sequence[int]) -> Mapping[int, str]:
            """Tell what columns of a supplier make a sum with a column at the left of all suppliers."""
            offered = {index: values[index] for index in columns if index in values}
            return of_offer(offered, [each for index, each in values.items() if index < min(columns)])

        return find_blocks(layout.header, self._lexicon, numeric, compared, sums)

    def _part(self, sources: Sequence[Source], spans: Sequence[Span]) -> tuple[list[Source], list[Source]]:
        """Part the columns that all suppliers share from those of the supplier who filled in most."""
        offered = {index for span in spans for index in span.titles}
        shared = [source for source in sources if source.index not in offered]
        first = [
            _retitled(source, span)
            for span in _fullest(spans, sources)
            for source in sources
            if source.index in span.titles
        ]
        return shared, first

    def _said(self, grid: Grid, layout: Layout, named: bool) -> dict[TableKind, tuple[float, str]]:
        names = [grid.sheet if named else None, layout.excel_table, layout.name]
        above = layout.above if named else layout.near
        said = self._kind_words.said([each for each in names if each], above)
        labels = {
            field: text
            for text in above
            for field, match in self._lexicon.matches(text.rstrip(" :")).items()
            if field in _SAID_BY_LABEL and match.score >= LISTED
        }
        if "po_number" in labels:  # an order names the quotation that it answers
            labels = {"po_number": labels["po_number"]}
        for field, text in labels.items():
            kind, strength = _SAID_BY_LABEL[field]
            if said.get(kind, (0.0, ""))[0] < strength:
                said[kind] = (strength, text)
        return said

    def _choices(
        self,
        reader: ColumnReader,
        offers: ColumnReader,
        spans: Sequence[Span],
        figures: Figures | None,
        said: Mapping[TableKind, tuple[float, str]],
        sources: Sequence[Source],
        override: SheetOverride,
    ) -> list[Choice]:
        """Give the kinds that the list can be, the likeliest first."""
        possible = reader.matched() | offers.matched()
        telling = {**self._kind_words.telling(source.title for source in sources)}
        if figures is not None:
            telling[TableKind.DEMAND] = figures.telling
        signs = Signs(
            said=said,
            telling=telling,
            spans=spans,
            figures=figures,
            structure=structure_of(sources, self._kind_words, bool(possible & CODES)),
            sold=self._sold(sources, possible, figures),
            vague=frozenset(
                s.index for s in sources if s.title and self._vague.issuperset(words_of(s.title))
            ),
        )
        return choices_of(reader, offers, signs, sources, override.kind)

    def _sold(self, sources: Sequence[Source], possible: set[str], figures: Figures | None) -> float:
        """Count what speaks of selling; a column of customers, or figures of sales by month, decide it."""
        customers = any(self._lexicon.is_customers(source.title) for source in sources)
        if customers and "supplier" not in possible:
            return CERTAIN
        if figures is not None and figures.meant is Meant.OTHER and figures.is_main(sources):
            return CERTAIN
        return 0.0 if possible & BOUGHT else sum(self._lexicon.is_of_sales(each.title) for each in sources)

    def _all_fields(self, fields: Mapping[int, Reading], spans: Sequence[Span]) -> dict[int, Reading]:
        """Give each column's field; the columns of one supplier decide for all suppliers'."""
        by_title = {
            title_key(title): fields[index]
            for span in spans
            for index, title in span.titles.items()
            if index in fields
        }
        offered = {
            index: by_title[title_key(title)]
            for span in spans
            for index, title in span.titles.items()
            if title_key(title) in by_title
        }
        return {**fields, **offered}

    def _column(
        self,
        source: Source,
        reading: Reading | None,
        spans: Sequence[Span],
        reasons: Reasons,
        chosen: Choice,
        override: SheetOverride,
        ours: bool,
        theirs: bool,
    ) -> Column:
        supplier = next(
            (span.supplier or span.article or "?" for span in spans if source.index in span.titles), None
        )
        if reading is None:
            known = bool(self._lexicon.matches(source.title))
            return Column(source.index, source.title, None, 0.0, (reasons.unknown(known),))
        why = reasons.of_column(source, reading, supplier)
        most = _OF_NO_KIND if chosen.kind is TableKind.OTHER and reading.reason != "settings" else 1.0
        if reading.rival and not ours:  # "Claim" in a list that we began is what we call so
            most, why = _IN_DOUBT, (*why, reasons.rival(reading.rival))
        elif chosen.kind is not TableKind.OTHER and not ours:
            rest = chosen.without_best if override.kind is None else inf
            doubt = doubt_of(source, reading, rest, chosen.near, self._vague, theirs)
            if doubt:
                most, why = _IN_DOUBT, (*why, reasons.doubt(doubt))
        return Column(source.index, source.title, reading.field, round(min(most, reading.score), 3), why)

    def _is_ours(self, sources: Sequence[Source]) -> bool:
        """Tell whether all titles of a list are those that Buybook itself gives, in one language."""
        keys = {source.key for source in sources if source.title}
        return len(keys) >= _FEWEST_OF_OURS and any(keys <= titles for titles in self._ours)

    def _goods_across(
        self, grid: Grid, layout: Layout, sources: Sequence[Source], spans: Sequence[Span], compared: bool
    ) -> Across | None:
        no_offers = self._kind_words.no_offers
        known = self.goods
        return goods_across(grid, layout, sources, spans, self._lexicon, compared, known, no_offers)

    def _blocks(
        self, spans: Sequence[Span], fields: Mapping[int, Reading], grid: Grid, across: Across | None
    ) -> tuple[Block, ...]:
        return tuple(
            Block(
                tuple(sorted(span.titles)),
                " ".join(span.supplier.split()) if span.supplier else None,
                {index: fields[index].field for index in sorted(span.titles) if index in fields},
                span.quantity_break,
                stated=across.stated(grid, span) if across is not None and span.article else {},
            )
            for span in spans
        )

    def _language(self, sources: Sequence[Source], fields: Mapping[int, Reading]) -> str:
        """Give the language that most titles are in."""
        counted: Counter[str] = Counter()
        for source in sources:
            reading = fields.get(source.index)
            match = self._lexicon.matches(source.title).get(reading.field) if reading else None
            if match and match.languages:
                counted.update({language: 1.0 / len(match.languages) for language in match.languages})
        return max(self._languages, key=lambda language: counted[language]) if counted else self._languages[0]

    def _told(
        self,
        table: RecognisedTable,
        choices: Sequence[Choice],
        clashes: Sequence[Clash],
        sources: Sequence[Source],
        reasons: Reasons,
    ) -> list[Finding]:
        told = [
            tell_of_clash(table, clash, {source.index: source for source in sources}, reasons)
            for clash in clashes
        ]
        cell = f"{column_letter(table.first_column)}{table.header_row}"
        if table.kind is TableKind.OTHER:
            if len([column for column in table.columns if column.field]) >= 4:
                values = {"row": table.header_row, "sheet": table.sheet}
                told.append(Finding("kind_unknown", Severity.INFO, values, sheet=table.sheet, cell=cell))
        elif len(choices) > 1 and choices[0].score - choices[1].score < _CLOSE and choices[1].score >= ENOUGH:
            values = {
                "row": table.header_row,
                "sheet": table.sheet,
                "kind": reasons.kind(table.kind),
                "other": reasons.kind(choices[1].kind),
            }
            told.append(Finding("table_uncertain", Severity.INFO, values, sheet=table.sheet, cell=cell))
        return told


def _kind(read: tuple[RecognisedTable | None, list[Finding]]) -> TableKind | None:
    table, _ = read
    return table.kind if table is not None else None


def _retitled(source: Source, span: Span) -> Source:
    index = source.index
    hint = dict(span.hints).get(index)
    why = "product" if hint == "line_amount" else "factor"
    return Source(index, span.titles[index], None, source.values, source.profile, source.fixed, hint, why)


def _fullest(spans: Sequence[Span], sources: Sequence[Source]) -> list[Span]:
    """Give the columns of the supplier that hold most values, the first of them where several do."""
    filled = {source.index: source.profile.filled for source in sources}
    return [max(spans, key=lambda span: sum(filled[index] for index in span.titles))] if spans else []


def _confidence(choices: Sequence[Choice], override: SheetOverride) -> float:
    if override.kind is not None:
        return 1.0
    best = choices[0]
    if best.kind is TableKind.OTHER:
        return 0.0
    second = max((choice.score for choice in choices[1:]), default=0.0)
    lead = min(1.0, max(0.0, best.score - second) / 3.0)
    strength = min(1.0, best.score / 6.0)
    return round(0.4 + 0.35 * strength + 0.25 * lead, 3)

"""Why a list or a column was taken for what it is, in plain words of one language."""

from __future__ import annotations

from collections.abc import Sequence

from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.recognise.blocks import Span
from buybook.workbook.recognise.kinds import weight
from buybook.workbook.recognise.layout import Layout
from buybook.workbook.recognise.sources import Reading, Source
from buybook.workbook.recognise.spelling import key_of, words_of
from buybook.workbook.tables import Column

# Reasons that do not lie in the column's own title.
_WITHOUT_TITLE = frozenset(
    {
        "neighbour",
        "neighbour_name",
        "neighbour_code",
        "product",
        "bases",
        "factor",
        "rest",
        "arrived",
        "free",
        "filled_up",
        "taxed",
        "people",
        "check_digits",
        "patterns",
        "chosen",
        "units",
        "words",
        "firms",
        "goods",
        "rates",
        "pattern",
        "beside_number",
        "last_words",
        "numbered",
        "names_again",
        "ticked",
        "periods",
    }
)
_TELLING = 1.0  # weight from which a field is worth naming


class Reasons:
    """Writes reasons in one language."""

    def __init__(self, words: Words):
        self._words = words

    def field(self, name: str) -> str:
        """Give a field's name."""
        return self._words.title(name)

    def kind(self, kind: TableKind) -> str:
        """Give what a list of the kind is called, within a sentence."""
        label = self._words.label(f"kind.{kind.value}")
        return label[:1].lower() + label[1:]

    def own(self) -> str:
        """Say that Buybook added a column."""
        return self._say("own")

    def said(self, how: str) -> str:
        """Say that the buyer said so of this column (`you`), or of its title in another list (`learnt`)."""
        return self._say(how)

    def rival(self, field: str) -> str:
        """Say what else a column could be."""
        return self._words.label("reason.rival").format(rival=self.field(field))

    def doubt(self, why: str) -> str:
        """Say why a column is asked about though its title and values agree."""
        return self._say(why)

    def unknown(self, known: bool) -> str:
        """Say that a title is unknown, or that nothing it can mean is sure."""
        return self._say("unsure" if known else "unknown")

    def of_column(self, source: Source, reading: Reading, supplier: str | None) -> tuple[str, ...]:
        """Say why a column holds a field."""
        why = [self._title(source, reading)]
        if supplier:
            why.append(self._say("block", supplier=supplier))
        if reading.reason == "settings":
            return (self._say("settings"),)
        if reading.share is None:
            why.append(self._say("empty"))
        else:
            count = source.profile.filled
            what = self._words.label(f"values.{reading.values}")
            why.append(self._say("values", fitting=round(reading.share * count), count=count, what=what))
        return tuple(why)

    def _title(self, source: Source, reading: Reading) -> str:
        field = self.field(reading.field)
        if reading.reason in _WITHOUT_TITLE:
            return self._say(reading.reason)
        if reading.reason == "likeness":
            return self._say("likeness", title=source.title, alias=reading.alias, field=field)
        if reading.reason == "generic":
            return self._say("generic", title=source.title, field=field)
        if key_of(words_of(reading.alias)) == source.key or not reading.alias:
            return self._say("title", title=source.title, field=field)
        if source.group and key_of(words_of(f"{source.group} {source.title}")) == key_of(
            words_of(reading.alias)
        ):
            return self._say("group", title=source.title, group=source.group, field=field)
        return self._say("alias", title=source.title, alias=reading.alias, field=field)

    def of_table(
        self,
        layout: Layout,
        kind: TableKind,
        columns: Sequence[Column],
        said: tuple[float, str] | None,
        spans: Sequence[Span],
    ) -> tuple[str, ...]:
        """Say why a list is of a kind."""
        why = []
        if layout.excel_table:
            why.append(self._say("excel_table", name=layout.excel_table))
        if layout.name:
            why.append(self._say("named_range", name=layout.name))
        known = [column for column in columns if column.field]
        why.append(self._say("header", row=layout.header.row, known=len(known), count=len(columns)))
        if said:
            why.append(self._say("said", text=" ".join(said[1].split())))
        if spans:
            why.append(self._say("goods_across" if spans[0].article else "blocks", count=len(spans)))
        telling = (
            []
            if kind is TableKind.OTHER
            else [c for c in known if c.field and weight(kind, c.field) >= _TELLING]
        )
        if telling:
            names = dict.fromkeys(self.field(column.field) for column in telling if column.field)
            why.append(self._say("fields", fields=", ".join(names)))
        return tuple(why)

    def _say(self, reason: str, **values: object) -> str:
        return self._words.label(f"reason.{reason}").format_map(values)

"""Where the results of an order line are written: the buyer's own columns where they can take them, else ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from buybook.commands.answers import plain
from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, FlagRule, Value
from buybook.workbook.journal import last_written, read_journal
from buybook.workbook.same import same_value
from buybook.workbook.tables import Column, RecognisedTable, column_letter
from buybook.workbook.view import WorkbookView, as_date

# What refresh writes about a line, in the order of our columns.
OUTPUTS = ("quantity_received", "quantity_outstanding", "due_date", "status", "flags", "days_late")
_ONLY_OURS = frozenset({"due_date", "flags"})  # the buyer's dates and remarks are theirs
_SEVERE = ("late", "damaged", "rejected", "wrong_item")
_MILD = ("at_risk", "unconfirmed", "short", "over", "price_differs", "date_moved")
_RED = ("#ffc7ce", "#9c0006")
_AMBER = ("#ffeb9c", "#7f6000")

_WORD_OF = {"awaiting_approval": "to_approve"}  # contract's status -> name in the vocabulary
_ENDED = frozenset({"received", "closed", "cancelled"})
# Where the buyer's list of allowed words has none for a status, the nearest that is not wrong.
_NEXT_BEST: Mapping[str, tuple[str, ...]] = {
    "sent": ("open", "awaiting_confirmation", "not_received"),
    "confirmed": ("awaiting_receipt", "open", "sent"),
    "partially_received": ("awaiting_receipt", "open"),
    "received": ("closed",),
    "closed": ("received",),
}


@dataclass
class LineEdits:
    """The edits and findings of writing order lines back."""

    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    written: Counter[tuple[str, str]] = field(default_factory=Counter)  # (sheet, column title) -> cells


def line_edits(
    view: WorkbookView,
    words: Words,
    lines: pd.DataFrame,
    *,
    forced: frozenset[str] = frozenset(),
    add_columns: bool = True,
) -> LineEdits:
    """Give the edits that write these lines' results.

    `forced` fields are written even where the buyer typed another value, as a receipt just booked demands.
    Without `add_columns` only columns that exist are written.
    """
    result = LineEdits()
    written = last_written(list(read_journal(view.grids)))
    for table in view.recognition.of_kind(TableKind.ORDERS):
        own = lines[lines["_table"] == table.id]
        if not own.empty:
            _table_edits(view, words, table, own, written, forced, add_columns, result)
    return result


def _table_edits(
    view: WorkbookView,
    words: Words,
    table: RecognisedTable,
    lines: pd.DataFrame,
    written: Mapping[tuple[str, str], object],
    forced: frozenset[str],
    add_columns: bool,
    result: LineEdits,
) -> None:
    vocabulary = _StatusWords.of(view, words, table)
    for name in OUTPUTS:
        column = _target(view, table, name, vocabulary, result)
        values = {int(line["_row"]): _value(line, name, words, vocabulary) for line in lines.to_dict("records")}
        if column is None:
            if add_columns:
                result.edits.append(_own_column(view, words, table, name, values))
                result.written[table.sheet, words.label(f"column.{name}")] += len(values)
            continue
        for line in lines.to_dict("records"):
            row = int(line["_row"])
            current = view.value(table.sheet, row, column.index)
            last = written.get((table.sheet, f"{column.letter}{row}"), _NEVER)
            if _leaves(name, line, current, last, column, view, vocabulary, forced):
                continue
            if not same_value(current, values[row]):
                result.edits.append(CellEdit(table.sheet, row, column.index, values[row]))
                result.written[table.sheet, column.title] += 1


_NEVER = object()


def _target(
    view: WorkbookView, table: RecognisedTable, name: str, vocabulary: _StatusWords, result: LineEdits
) -> Column | None:
    """The column that takes a field: ours when there is one, else the buyer's when it can take it."""
    ours = next((each for each in table.columns if each.ours and _is_own_title(name, each.title)), None)
    if ours is not None or name in _ONLY_OURS:
        return ours
    theirs = table.column(name)
    if theirs is None:
        return None
    formula = _first_formula(view, table, theirs)
    if formula is not None:
        values = {"column": theirs.title, "ours": vocabulary.words.label(f"column.{name}")}
        result.findings.append(
            Finding("formula_in_the_way", Severity.INFO, values, table=table.id, row=formula, field=name)
        )
        return None
    if name == "status" and not vocabulary.usable:
        values = {"column": theirs.title, "ours": vocabulary.words.label(f"column.{name}")}
        result.findings.append(
            Finding("status_words_unknown", Severity.INFO, values, table=table.id, row=table.first_row, field=name)
        )
        return None
    return theirs


def _is_own_title(name: str, title: str) -> bool:
    return any(each.label(f"column.{name}") == title for each in all_words())


def _first_formula(view: WorkbookView, table: RecognisedTable, column: Column) -> int | None:
    lines = view.formulas(table.sheet, (table.first_row, column.index), (table.last_row, column.index))
    return next((row for row, line in enumerate(lines, table.first_row) if line[0].startswith("=")), None)


def _leaves(
    name: str,
    line: Mapping[str, object],
    current: object,
    last: object,
    column: Column,
    view: WorkbookView,
    vocabulary: _StatusWords,
    forced: frozenset[str],
) -> bool:
    """Tell whether the buyer's cell stays as it is, because it says as much or is theirs to change."""
    if column.ours or name in forced:
        return False
    mine = last is not _NEVER and same_value(current, last)
    if name == "status":
        return vocabulary.says_as_much(line, current, mine)
    if name == "quantity_received":
        return _keeps_received(line, current, mine)
    # Text such as "12 st" that already means the result stays as the buyer wrote it.
    return isinstance(current, str) and _as_number(current) == plain(line[name]) and name != "days_late"


def _keeps_received(line: Mapping[str, object], current: object, mine: bool) -> bool:
    if line.get("received_source") != "receipts":
        return True
    typed = _as_number(current)
    booked = plain(line["quantity_received"])
    if typed is None or mine or not isinstance(booked, (int, float)):
        return current not in (None, "") and typed is None
    return typed > booked or (typed == booked and isinstance(current, str))


def _as_number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value)
    try:
        return float(str(value).replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None


@dataclass(frozen=True)
class _StatusWords:
    """The words in which the buyer's status column speaks."""

    words: Words
    used: Mapping[str, str]  # state -> the buyer's most frequent word
    canonical: Mapping[str, str]  # the buyer's words -> state
    allowed: tuple[str, ...]  # by the column's list validation; empty when anything goes

    @classmethod
    def of(cls, view: WorkbookView, words: Words, table: RecognisedTable) -> _StatusWords:
        frame = view.tables.get(TableKind.ORDERS)
        counted: dict[str, Counter[str]] = {}
        canonical: dict[str, str] = {}
        if frame is not None and "status_text" in frame:
            own = frame[frame["_table"] == table.id]
            for state, text in zip(own["status"], own["status_text"], strict=True):
                if isinstance(state, str) and isinstance(text, str):
                    counted.setdefault(state, Counter())[text] += 1
                    canonical[text] = state
        column = table.column("status")
        allowed = ()
        if column is not None and not column.ours:
            allowed = view.list_items(table.sheet, table.first_row, column.index)
        used = {state: _most(texts) for state, texts in counted.items()}
        return cls(words, used, canonical, allowed)

    @property
    def usable(self) -> bool:
        """Whether the column can say at least one state: its list of words is free, or holds one we know."""
        return not self.allowed or any(_state_of(word) for word in self.allowed)

    def word(self, status: str) -> str | None:
        """The word for a status, as the buyer writes it; None when the column's list has none that fits."""
        name = _WORD_OF.get(status, status)
        if self.allowed:
            by_state = {_state_of(word): word for word in reversed(self.allowed)}
            return next((by_state[each] for each in (name, *_NEXT_BEST.get(status, ())) if each in by_state), None)
        return self.used.get(name) or self.words.state(name)

    def _has_own_word(self, status: str) -> bool:
        if self.allowed:
            return any(_state_of(word) == status for word in self.allowed)
        return status in self.used

    def says_as_much(self, line: Mapping[str, object], current: object, mine: bool) -> bool:
        if current in (None, ""):
            return self.word(str(line["status"])) is None
        if not isinstance(current, str):
            return True
        typed = self.canonical.get(current.strip()) or _state_of(current)
        if typed is None:
            return True  # a remark of the buyer's, not a state
        status = str(line["status"])
        more_is_said = typed == "open" and status == "partially_received" and self._has_own_word(status)
        if line["keeps_typed_status"] and typed == line["typed_status"] and not more_is_said:
            return True
        if typed in _ENDED and not mine:
            return True  # a finding says that the quantities disagree
        word = self.word(status)
        return word is None or _state_of(word) == typed


def _state_of(word: str) -> str | None:
    wanted = word.strip().casefold()
    for each in all_words():
        for state in each.states:
            if wanted in (alias.casefold() for alias in each.state_aliases(state)):
                return state
    return None


def _most(texts: Counter[str]) -> str:
    return max(sorted(texts), key=lambda text: texts[text])


def _value(line: Mapping[str, object], name: str, words: Words, vocabulary: _StatusWords) -> Value:
    match name:
        case "status":
            return vocabulary.word(str(line["status"])) or words.state(
                _WORD_OF.get(str(line["status"]), str(line["status"]))
            )
        case "flags":
            flags = line["flags"]
            names = flags if isinstance(flags, tuple) else ()
            return ", ".join(words.label(f"flag.{flag}") for flag in names) or None
        case "days_late":
            days = plain(line[name])
            return days if isinstance(days, int) and days > 0 else None
        case "due_date":
            value = line[name]
            return None if pd.isna(value) else as_date(pd.Timestamp(value).to_pydatetime())  # type: ignore[arg-type]
        case _:
            number = plain(line[name])
            return number if isinstance(number, (int, float)) else None


def _own_column(
    view: WorkbookView, words: Words, table: RecognisedTable, name: str, values: Mapping[int, Value]
) -> ColumnEdit:
    if name == "status":
        values = {row: _without_list(value, words) for row, value in values.items()}
    return ColumnEdit(
        table.id,
        name,
        words.label(f"column.{name}"),
        values,
        number_format=date_format(view, words) if name == "due_date" else "General",
        width={"flags": 24, "status": 18}.get(name, 13),
        rules=_flag_rules(words) if name == "flags" else (),
    )


def _without_list(value: Value, words: Words) -> Value:
    state = _state_of(value) if isinstance(value, str) else None
    return words.state(state) if state is not None else value


def _flag_rules(words: Words) -> tuple[FlagRule, ...]:
    severe = tuple(words.label(f"flag.{flag}") for flag in _SEVERE)
    mild = tuple(words.label(f"flag.{flag}") for flag in _MILD)
    # Excel puts the rule that is added last on top.
    return (FlagRule(mild, *_AMBER), FlagRule(severe, *_RED))


def date_format(view: WorkbookView, words: Words) -> str:
    """The format of dates: the buyer's own where an order list has one, else the language's."""
    for table in view.recognition.of_kind(TableKind.ORDERS):
        for name in ("promised_date", "requested_date", "expected_date", "order_date"):
            column = table.column(name)
            if column is not None and as_date(view.value(table.sheet, table.first_row, column.index)) is not None:
                return view.number_format(table.sheet, table.first_row, column.index)
    return {"nl": "dd-mm-yyyy", "sv": "yyyy-mm-dd"}.get(words.language, "dd mmm yyyy")


def place_of(table: RecognisedTable, row: int) -> tuple[str, str]:
    """Give a row's place as text and as a link."""
    column = table.column("po_number") or table.columns[0]
    cell = f"{column_letter(column.index)}{row}"
    return f"{table.sheet}!{cell}", f"'{table.sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def written_text(written: Counter[tuple[str, str]], words: Words) -> Sequence[str]:
    """Say what was written where, a line a sheet."""
    sheets: dict[str, list[str]] = {}
    for (sheet, title), count in written.items():
        if count:
            sheets.setdefault(sheet, []).append(f"{' '.join(title.split())} ({count})")
    return [words.label("written.line").format(sheet=sheet, columns=", ".join(each)) for sheet, each in sheets.items()]

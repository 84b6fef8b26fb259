"""The words in which a buyer's status column speaks, and which of them says a state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.statuses import read_state
from buybook.workbook.tables import RecognisedTable
from buybook.workbook.view import WorkbookView

WORD_OF: Mapping[str, str] = {"awaiting_approval": "to_approve"}  # a status's name in the vocabulary
_ENDED = frozenset({"received", "closed", "cancelled"})
# Where the buyer's list of allowed words has none for a status, the nearest that is not wrong.
_NEXT_BEST: Mapping[str, tuple[str, ...]] = {
    "sent": ("open", "awaiting_confirmation", "not_received"),
    "confirmed": ("awaiting_receipt", "open", "sent"),
    "partially_received": ("awaiting_receipt", "open"),
}


@frozen
class StatusWords:
    """The words in which the buyer's status column speaks."""

    words: Words
    used: Mapping[str, str]  # state -> the buyer's most frequent word
    canonical: Mapping[str, str]  # the buyer's words -> state
    allowed: tuple[str, ...]  # by the column's list validation; empty when anything goes
    language: str  # of the list
    kind: TableKind

    @classmethod
    def of(cls, view: WorkbookView, words: Words, table: RecognisedTable) -> StatusWords:
        """Give the words of a list: those its status column holds, and those its validation allows."""
        frame = view.tables.get(table.kind)
        counted: dict[str, Counter[str]] = {}
        canonical: dict[str, str] = {}
        if frame is not None and "status_text" in frame:
            own = frame[frame["_table"] == table.id]
            for (state, text), count in Counter(zip(own["status"], own["status_text"], strict=True)).items():
                if isinstance(state, str) and isinstance(text, str):
                    counted.setdefault(state, Counter())[text] = count
                    canonical[text] = state
        column = table.column("status")
        allowed: tuple[str, ...] = ()
        if column is not None and not column.ours:
            allowed = view.list_items(table.sheet, table.first_row, column.index)
        used = {state: _most(texts) for state, texts in counted.items()}
        return cls(words, used, canonical, allowed, table.language, table.kind)

    def can_say(self, statuses: Iterable[str]) -> bool:
        """Tell whether the column has a word for each of these statuses: it is free, or its list has one."""
        return not self.allowed or all(self.word(status) is not None for status in statuses)

    def word(self, status: str) -> str | None:
        """The word for a status, as the buyer writes it; None when the column's list has none that fits."""
        name = WORD_OF.get(status, status)
        if self.allowed:
            by_state = {self._state(word): word for word in reversed(self.allowed)}
            return next(
                (by_state[each] for each in (name, *_NEXT_BEST.get(status, ())) if each in by_state), None
            )
        return self.used.get(name) or self.words.state(name)

    def _state(self, word: str) -> str | None:
        return read_state(word, self.language, self.kind)

    def _has_own_word(self, status: str) -> bool:
        if self.allowed:
            return any(self._state(word) == status for word in self.allowed)
        return status in self.used

    def says_as_much(self, line: Mapping[str, object], current: object, mine: bool) -> bool:
        """Tell whether a cell may stay as it is: it agrees, or says more, or is not ours to overrule."""
        if current in (None, ""):
            return self.word(str(line["status"])) is None
        if not isinstance(current, str):
            return True
        typed = self.canonical.get(current.strip()) or self._state(current)
        if typed is None:
            return True  # a remark of the buyer's, not a state
        status = str(line["status"])
        more_is_said = typed == "open" and status == "partially_received" and self._has_own_word(status)
        if line["keeps_typed_status"] and typed == line["typed_status"] and not more_is_said:
            return True
        if typed in _ENDED and not mine:
            return True  # a finding says that the quantities disagree
        word = self.word(status)
        return word is None or self._state(word) == typed


def _most(texts: Counter[str]) -> str:
    return max(sorted(texts), key=lambda text: texts[text])

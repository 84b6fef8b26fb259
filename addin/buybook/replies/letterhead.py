"""What is written around a supplier's list: in its letterhead, and in notes beneath it.

A label with its value beside it ("Currency: EUR"), and sentences ("All prices in SEK per 1000 pcs") are read. What
is said twice in two ways is not decided: it stays open, with a finding.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.replies.texts import (
    begins_with,
    currencies_in,
    dates_in,
    days_in,
    incoterm_in,
    lead_time_in,
    read_one_date,
    says_any,
)
from buybook.workbook.column_reading import Problem
from buybook.workbook.currencies import own_currency
from buybook.workbook.lexicon import tidy
from buybook.workbook.numbers import NumberText, read_number_text
from buybook.workbook.recognise.titles import Lexicon
from buybook.workbook.tables import Grid, column_letter
from buybook.workbook.title_hints import title_hints
from buybook.workbook.units import read_unit

_LABEL = re.compile(r"\s*(?P<label>[^:]{2,40}?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_SENTENCES = re.compile(r"(?<=[^\W\d_]{3})\.\s+|(?<=\d)\.\s+(?=[^\W\d_]{3})|[;\n|•]|\s{3,}|\)\s")
_DAYS_OF = re.compile(r"(\d{1,3})\s*([^\W\d_]+)")
_HOUSE_NUMBER = re.compile(r"[A-Za-z]{0,6}[-/ ]?\d[\w/.-]*|[A-Z]{1,5}[-/]?[\w/-]*\d[\w/-]*")
_LABELLED = 0.9  # how surely a label must be the title of a field
_BESIDE = 6  # columns in which the value beside a label stands
_LONGEST = 400  # characters of a text that is looked at
_PER = (10.0, 100.0, 1000.0, 10000.0)
WANTED = (
    "supplier", "currency", "quote_valid_until", "incoterm", "payment_terms", "lead_time", "quote_number",
    "quote_date", "rfq", "moq", "price_per", "delivery_address",
)  # fmt: skip


@frozen
class Text:
    """A text of a sheet and where it stands."""

    row: int
    column: int
    value: object

    @property
    def cell(self) -> str:
        """Its address."""
        return f"{column_letter(self.column)}{self.row}"


@dataclass
class Terms:
    """What a letterhead and notes say of all lines: a value for each field, and the cell that says it."""

    values: dict[str, object] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)  # fields that two texts say differently
    validity_days: float | None = None
    vat_included: bool = False
    customer: set[str] = field(default_factory=set)  # cells that name who asked

    def say(self, name: str, value: object, text: Text) -> None:
        """Keep a value; another one for the same field leaves the field open."""
        known = self.values.get(name)
        if known is None and name not in self.conflicts:
            self.values[name], self.cells[name] = value, text.cell
        elif known is not None and not _same(known, value):
            del self.values[name]
            self.conflicts.add(name)

    def date(self, name: str) -> dt.date | None:
        """Give a date that was said."""
        value = self.values.get(name)
        return value if isinstance(value, dt.date) else None

    def text(self, name: str) -> str | None:
        """Give a text that was said."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> float | None:
        """Give a number that was said."""
        value = self.values.get(name)
        return value if isinstance(value, float) else None


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return tidy(one).casefold() == tidy(other).casefold()
    return one == other


def texts_around(grid: Grid, taken: Iterable[tuple[int, int]]) -> list[Text]:
    """Give the filled cells of a sheet in rows outside of some spans of rows, from top to bottom."""
    spans = tuple(taken)
    return [
        Text(row, column, value)
        for row, line in enumerate(grid.values, start=grid.first_row)
        if not any(first <= row <= last for first, last in spans)
        for column, value in enumerate(line, start=grid.first_column)
        if value is not None and not (isinstance(value, str) and not value.strip())
    ]


def read_terms(
    texts: Sequence[Text], lexicon: Lexicon, language: str, base_currency: str, sheet: str
) -> Terms:
    """Read what the texts around a list say of all its lines."""
    return _Reader(texts, lexicon, language, base_currency, sheet).read()


class _Reader:
    def __init__(
        self, texts: Sequence[Text], lexicon: Lexicon, language: str, base_currency: str, sheet: str
    ):
        self._texts = texts
        self._at: Mapping[tuple[int, int], Text] = {(each.row, each.column): each for each in texts}
        self._lexicon = lexicon
        self._language = language
        self._base = base_currency
        self._sheet = sheet
        self._terms = Terms()

    def read(self) -> Terms:
        read = {each.cell for each in self._texts if self._labelled(each)}
        for text in self._texts:
            if text.cell not in read and isinstance(text.value, str):
                self._terms.vat_included |= says_any(text.value[:_LONGEST], "reply_vat_in")
                for sentence in _sentences(text.value):
                    self._sentence(sentence, text)
        self._only_currency()
        self._conflicts()
        return self._terms

    # -- labels

    def _labelled(self, text: Text) -> bool:
        """Read a text as a label with its value; tell whether it was one."""
        if not isinstance(text.value, str) or len(text.value) > _LONGEST:
            return False
        match = _LABEL.match(text.value)
        label = match["label"] if match else tidy(text.value)
        if len(label) > 40:
            return False
        if self._is_customer(label, text, match is not None):
            return match is not None
        name = self._field(label)
        if name is None:
            return False
        value = match["value"] if match else None
        source = text if value else self._beside(text) or (self._beneath(text) if match else None)
        if source is None or (not match and self._field(str(source.value)) is not None):
            return False
        return self._say(name, value or source.value, source)

    def _is_customer(self, label: str, text: Text, labelled: bool) -> bool:
        """Note the cells that name who asked: "Customer: Ours Ltd", "Offert till", and the address beneath it."""
        words = label.split()
        quoted = begins_with(label, "reply_quotation")
        if quoted and labelled and begins_with(label[quoted.end() :].strip(), "reply_receiver"):
            label = "to"  # "Offerte für: ..."
        last = labelled and len(words) <= 4 and begins_with(words[-1], "reply_to") is not None
        if not (last or (begins_with(label, "reply_to") and (labelled or len(words) <= 3))):
            return False
        beside = self._beside(text)
        self._terms.customer.update({text.cell, *((beside.cell,) if beside else ())})
        whole = text.value if isinstance(text.value, str) else ""
        if labelled and whole.rstrip().endswith(":"):
            self._terms.customer.update(each.cell for each in self._under(beside or text))
        return True

    def _under(self, text: Text) -> Iterator[Text]:
        """Give the cells right under one, down to an empty one or a label."""
        row = text.row + 1
        while (found := self._at.get((row, text.column))) is not None and row - text.row <= 4:
            if isinstance(found.value, str) and ":" in found.value:
                return
            yield found
            row += 1

    def _field(self, label: str) -> str | None:
        if begins_with(label, "reply_from") and len(label.split()) <= 2:
            return "supplier"
        quoted = begins_with(label, "reply_quotation")
        sent = begins_with(label[quoted.end() :].strip(), "reply_sender") if quoted else None
        if quoted and sent and not label[quoted.end() :].strip()[sent.end() :].strip():
            return "supplier"  # "Offer from" with the name beside it
        best: str | None = None
        for key, name in _LABELS.items():
            found = begins_with(label, key)
            if found and len(label) - found.end() <= (0 if key == "reply_date" else 14):
                best = name
        matches = self._lexicon.matches(label)
        known = [name for name in WANTED if name in matches and matches[name].score >= _LABELLED]
        if not known:
            return best if best != "quote_number" or says_any(label, "reply_number") else None
        strongest = max(known, key=lambda name: matches[name].score)
        return best if best in known and best is not None else strongest

    def _beside(self, text: Text) -> Text | None:
        for column in range(text.column + 1, text.column + 1 + _BESIDE):
            found = self._at.get((text.row, column))
            if found is not None:
                is_label = isinstance(found.value, str) and found.value.rstrip().endswith(":")
                return None if is_label else found
        return None

    def _beneath(self, text: Text) -> Text | None:
        found = self._at.get((text.row + 1, text.column))
        return None if found is None or (isinstance(found.value, str) and ":" in found.value) else found

    # -- values

    def _say(self, name: str, value: object, text: Text) -> bool:
        """Keep a labelled value; tell whether it was one of the field."""
        said = isinstance(value, str) and value.strip()
        match name:
            case "quote_valid_until" | "quote_date":
                return self._date(name, value, text)
            case "currency":
                found = currencies_in(str(value))
                self._currency(found, text)
                return bool(found)
            case "incoterm":
                term = incoterm_in(str(value).upper()[:3] + str(value)[3:])
                if term:
                    self._terms.say(name, term, text)
                return term is not None
            case "lead_time":
                days = value if isinstance(value, float) else lead_time_in(str(value), self._language)
                if days is not None:
                    self._terms.say(name, days, text)
                return days is not None
            case "moq" | "price_per":
                return self._number(name, value, text)
            case "quote_number" | "rfq":
                code = _as_code(value)
                if code and any(map(str.isdigit, code)):
                    self._terms.say(name, code, text)
                    return True
                return False
            case _:
                if said:
                    self._terms.say(name, tidy(str(value)), text)
                return bool(said)

    def _date(self, name: str, value: object, text: Text) -> bool:
        if not isinstance(value, str):
            found = [date] if (date := read_one_date(value, self._language)) else []
        else:
            found = dates_in(value, self._language)
        if found:
            self._terms.say(name, found[-1].day, text)
            self._terms.findings.extend(self._found(problem, text) for problem in found[-1].problems)
        elif name == "quote_valid_until" and isinstance(value, str):
            return self._validity(value)
        return bool(found)

    def _validity(self, value: str) -> bool:
        """Read how long an offer holds: "30 dagar"."""
        for count, word in _DAYS_OF.findall(value):
            days = days_in(f"{count} {word}", self._language)
            if days and read_unit(word) is None:
                self._terms.validity_days = days
                return True
        return False

    def _number(self, name: str, value: object, text: Text) -> bool:
        if isinstance(value, str):
            read = read_number_text(value)
            number = read.value(None) if isinstance(read, NumberText) else title_hints(f"per {value}").per
        else:
            number = value if isinstance(value, float) else None
        if number is None or number <= 0 or (name == "price_per" and number not in (1.0, *_PER)):
            return False
        self._terms.say(name, number, text)
        return True

    def _currency(self, found: set[str], text: Text) -> None:
        if len(found) != 1:
            return
        sign = found.pop()
        code, sure = own_currency(sign, self._base, self._language)
        self._terms.say("currency", code, text)
        if not sure:
            values = {"value": sign, "currency": code}
            self._terms.findings.append(
                Finding("currency_sign_unclear", Severity.WARNING, values, sheet=self._sheet, cell=text.cell)
            )

    def _found(self, problem: Problem, text: Text) -> Finding:
        return Finding(problem.code, problem.severity, problem.values, sheet=self._sheet, cell=text.cell)

    # -- sentences

    def _sentence(self, line: str, text: Text) -> None:
        if text.cell in self._terms.customer:
            return
        priced = says_any(line, "reply_prices")
        if priced or (currencies_in(line) and title_hints(line).per):
            self._currency(currencies_in(line), text)
            per = title_hints(line).per
            if per in _PER:
                self._terms.say("price_per", per, text)
        self._says_when(line, text)
        term = incoterm_in(line)
        if term is not None:
            self._terms.say("incoterm", term, text)
        paid = begins_with(line, "reply_payment")
        if paid and any(map(str.isdigit, line)):
            self._terms.say("payment_terms", line[paid.end() :].strip(" .:-–"), text)
        led = says_any(line, "reply_lead") and not says_any(line, "reply_payment")
        days = lead_time_in(line, self._language) if led else None
        if days is not None:
            self._terms.say("lead_time", days, text)

    def _says_when(self, line: str, text: Text) -> None:
        """Read until when an offer holds, of which day it is, and its number."""
        if says_any(line, "reply_valid"):
            if not self._date("quote_valid_until", line, text):
                self._validity(line)
            return
        quoted = begins_with(line, "reply_quotation")
        rest = line[quoted.end() :] if quoted else ""
        numbered = begins_with(rest.strip(), "reply_number")
        code = _HOUSE_NUMBER.search(rest.strip()[numbered.end() :] if numbered else rest)
        if quoted and code and not _is_year(code.group()) and (numbered or code.start() <= 2):
            self._terms.say("quote_number", code.group().strip(" .,"), text)

    def _only_currency(self) -> None:
        """Take the one currency that is named around the list at all, where no price says another."""
        if "currency" in self._terms.values or "currency" in self._terms.conflicts:
            return
        named = [(each, currencies_in(each.value)) for each in self._texts if isinstance(each.value, str)]
        codes = set().union(*(found for _, found in named)) if named else set()
        if len(codes) == 1:
            self._currency(set(codes), next(each for each, found in named if found))

    def _conflicts(self) -> None:
        for name in sorted(self._terms.conflicts):
            values = {"field": name}
            self._terms.findings.append(
                Finding("reply_terms_differ", Severity.WARNING, values, sheet=self._sheet)
            )


_LABELS = {
    "reply_valid": "quote_valid_until",
    "reply_lead": "lead_time",
    "reply_payment": "payment_terms",
    "reply_quotation": "quote_number",
    "reply_date": "quote_date",
}


def _sentences(value: str) -> Iterator[str]:
    return (line for part in _SENTENCES.split(value[: _LONGEST * 3]) if (line := tidy(part)))


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and text[:2] in {"19", "20"}


def _as_code(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))

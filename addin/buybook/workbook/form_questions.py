"""The answers to the questions on our form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from buybook.findings import Finding, Severity
from buybook.rfq_keys import QUESTION_FIELDS, RowKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.column_reading import is_blank, shown
from buybook.workbook.form_cells import FormRow, Surroundings, as_decimal, read_rows
from buybook.workbook.form_facts import AskedQuestion, FormFacts
from buybook.workbook.form_places import FormPlaces, columns_of
from buybook.workbook.form_reply import FormAnswer
from buybook.workbook.lexicon import plain, tidy
from buybook.workbook.numbers import NumberText, read_number_text

_HUNDRED = Decimal(100)


def read_questions(
    places: Sequence[FormPlaces], facts: FormFacts, language: str, words: Words
) -> tuple[list[FormAnswer], list[Finding]]:
    """Read the answers, in the order of the questions; a question that is not answered is a finding."""
    answers: dict[str, FormAnswer] = {}
    findings: list[Finding] = []
    for place in places:
        keyed = {row: key for row, key in place.of_kinds(RowKind.QUESTION).items() if key.form == facts.form}
        if not keyed:
            continue
        columns = columns_of(place, sorted(keyed), QUESTION_FIELDS, words)
        rows, _ = read_rows(place.grid, columns, dict(keyed), Surroundings(language))
        findings.extend(columns.findings)
        for row in rows:
            row.findings.clear()  # an answer may be anything
            answer = _answer(row, facts)
            known = answers.get(answer.number)
            if known is not None and known.text and answer.text and known.text != answer.text:
                row.tell("answer", "form_several_values", Severity.ERROR,
                         {"values": f"{shown(known.text)}, {shown(answer.text)}"})  # fmt: skip
                answer = FormAnswer(answer.number, answer.question, answer.weight, "")
            if known is None or answer.text or known.text == "":
                answers[answer.number] = answer
            findings.extend(row.findings)
    missing = [
        Finding("form_question_unanswered", Severity.WARNING, {"question": question.text})
        for number, question in facts.questions.items()
        if number not in answers
    ]
    return [answers[number] for number in sorted(answers, key=_order)], [*findings, *missing]


def _order(number: str) -> tuple[int, str]:
    return (int(number) if number.isdecimal() else 0, number)


def _answer(row: FormRow, facts: FormFacts) -> FormAnswer:
    assert row.key is not None
    number = row.key.name
    asked = facts.questions.get(number) or AskedQuestion(
        number, row.text("question"), _weight(row.raw.get("weight")), "text"
    )
    text, value = row.text("answer"), _value(row.raw.get("answer"), asked.answer)
    if not text:
        row.tell("answer", "form_question_unanswered", Severity.WARNING, {"question": asked.text})
    elif value is None and asked.answer != "text":
        row.tell("answer", "form_answer_unclear", Severity.WARNING, {"value": shown(text)})
    return FormAnswer(number, asked.text, asked.weight, text, value, row.text("answer_comment"))


def _weight(cell: object) -> Decimal | None:
    """Read a weight from what is shown: 0.3, formatted as 30 %."""
    number = as_decimal(float(cell)) if isinstance(cell, (int, float)) else None
    return None if number is None else number * _HUNDRED


def _value(cell: object, kind: str) -> Decimal | bool | None:
    if is_blank(cell) or kind == "text":
        return None
    return _yes_no(cell) if kind == "yes_no" else _number(cell)


def _number(cell: object) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return as_decimal(float(cell))
    says = read_number_text(str(cell))
    if not isinstance(says, NumberText) or says.ambiguous or says.upper or says.about or says.rest:
        return None
    value = says.value(None)
    return None if value is None else as_decimal(value)


def _yes_no(cell: object) -> bool | None:
    if isinstance(cell, bool):
        return cell
    word = plain(tidy(str(cell))).rstrip(".!")
    if word in {plain(words.yes) for words in all_words()}:
        return True
    return False if word in {plain(words.no) for words in all_words()} else None

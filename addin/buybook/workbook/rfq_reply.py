"""A supplier's reply on our own form, read back.

The form has hidden keys (`rfq_keys`), so rows may be sorted, columns moved, inserted or renamed, and more added.
What is doubtful is a finding; where a price could be wrong, there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from buybook.findings import Finding, Severity
from buybook.rfq_keys import VERSION
from buybook.vocabulary import LANGUAGES, Words
from buybook.workbook.form_facts import FormFacts, facts_in, is_facts
from buybook.workbook.form_head import read_head
from buybook.workbook.form_lines import read_lines
from buybook.workbook.form_places import FormPlaces, places_in
from buybook.workbook.form_questions import read_questions
from buybook.workbook.form_reply import FormReply
from buybook.workbook.tables import Grid, column_letter

__all__ = ["FormReply", "read_own_form"]


def read_own_form(sheets: Sequence[Grid], words: Words) -> FormReply | None:
    """Read a reply on our form from the values of its sheets, hidden ones too; None when it is not our form.

    `words` are the buyer's; the reply may be in any of the languages.
    """
    places = [places_in(grid) for grid in sheets if not is_facts(grid)]
    forms = Counter(key.form for place in places for key in place.rows.values())
    if not forms:
        return None
    facts = facts_in(sheets)
    if facts is None or facts.form not in forms:
        facts = FormFacts(min(forms, key=lambda form: (-forms[form], form)))
    language = facts.language if facts.language in LANGUAGES else words.language
    head = read_head(places, facts, language)
    lines = read_lines(places, facts, head, language, words)
    answers, about_answers = read_questions(places, facts, language, words)
    return FormReply(
        form=facts.form,
        rfq_number=facts.rfq_number or head.rfq_number,
        supplier=facts.supplier or head.supplier,
        lines=tuple(lines.quoted),
        declined=tuple(lines.declined),
        answers=tuple(answers),
        quote_number=head.quote_number,
        currency=head.currency,
        valid_until=head.valid_until,
        validity_days=head.validity_days,
        incoterm=head.incoterm,
        payment_terms=head.payment_terms,
        freight_cost=head.freight_cost,
        findings=(*_about_form(places, facts), *head.findings, *lines.findings, *about_answers),
    )


def _about_form(places: Sequence[FormPlaces], facts: FormFacts) -> list[Finding]:
    found = []
    for place in places:
        others = [row for row, key in place.rows.items() if key.form != facts.form]
        if others:
            cell = f"{column_letter(place.grid.first_column)}{others[0]}"
            found.append(Finding("form_of_another", Severity.WARNING, sheet=place.grid.sheet, cell=cell))
    if facts.version > VERSION:
        found.append(Finding("form_newer", Severity.WARNING))
    return found

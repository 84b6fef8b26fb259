"""What a reply means for the list of RFQs: the supplier has answered, or declined."""

from __future__ import annotations

from collections.abc import Mapping

from buybook.commands.job import Job
from buybook.commands.rfq_list import RFQS, read_rfqs, sheet_of
from buybook.commands.rfq_points import kept_answers
from buybook.core.rfqs import ANSWERED, DECLINED, SETTLED
from buybook.core.rows import folded
from buybook.rfq_keys import form_id
from buybook.workbook.edits import Edit, Value
from buybook.workbook.form_reply import FormReply
from buybook.workbook.kept_lists import kept_edits


def form_edits(job: Job, form: FormReply) -> tuple[Edit, ...]:
    """Give the edits that a form asks for beside its prices: its RFQ is settled, its answers are kept."""
    return (*answered_edits(job, form), *kept_answers(job, form))


def answered_edits(job: Job, form: FormReply) -> tuple[Edit, ...]:
    """Give the edits that settle the RFQ of a form; nothing where it was settled, or is not in the list."""
    if not sheet_of(job.view, RFQS):
        return ()
    offered = any(line.unit_price is not None for line in form.lines)
    if not offered and not form.declined:
        return ()
    state = job.words.label(f"rfq.state.{ANSWERED if offered else DECLINED}")
    changed: dict[int, Mapping[str, Value]] = {}
    for each in read_rfqs(job.view).rows:
        asked = each.asked
        named = folded(asked.rfq) == folded(form.rfq_number) and folded(asked.supplier) == folded(
            form.supplier
        )
        if asked.state not in SETTLED and (named or form_id(asked.rfq, asked.supplier) == form.form):
            changed[each.row] = {"state": state, "answered": asked.answered or job.today}
    return kept_edits(job.view, job.words, RFQS, changed=changed) if changed else ()


def form_answers(form: FormReply) -> list[dict[str, object]]:
    """Give the answers to the questions as JSON has them."""
    return [
        {
            "question": each.question,
            "weight_percent": None if each.weight is None else float(each.weight),
            "answer": each.text or None,
            "value": each.value if isinstance(each.value, bool) or each.value is None else float(each.value),
        }
        for each in form.answers
    ]

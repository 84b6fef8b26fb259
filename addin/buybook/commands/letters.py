"""Letters after an award: to those who won and to those who lost, with the reason, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from buybook.commands.answers import plain, shown_number, shown_price
from buybook.commands.job import Job, Outcome, Section, no_list
from buybook.commands.letter_parts import closing, greeting
from buybook.commands.recipients import Recipient, recipient
from buybook.commands.rules import exchange_rates, quotation_rules
from buybook.commands.unit_words import shown_unit
from buybook.core.award_results import AwardResult, award_results
from buybook.core.quotations import compare
from buybook.core.rows import Place, folded, rows_of, stated
from buybook.documents.file_names import safe_stem
from buybook.documents.letters import draft
from buybook.documents.outgoing import OutgoingFile
from buybook.findings import Finding, Severity
from buybook.registry import Group, command
from buybook.schema import Kind, TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Value
from buybook.workbook.kept_lists import KeptColumn, KeptList, kept_edits, read_kept

LETTERS = KeptList(
    "letters",
    (
        KeptColumn("day", Kind.DATE, 12),
        KeptColumn("supplier", Kind.TEXT, 28),
        KeptColumn("item", Kind.CODE, 16),
        KeptColumn("quotation", Kind.CODE, 16),
        KeptColumn("outcome", Kind.TEXT, 12),
        KeptColumn("reason", Kind.TEXT, 22),
        KeptColumn("po_number", Kind.CODE, 16),
        KeptColumn("note", Kind.TEXT, 30),
    ),
)
_SHOWN = 20
_Told = tuple[str, str, str]  # supplier, article and quotation, folded


@command("letters", group=Group.QUOTATIONS, icon="SendCopySendToMailRecipient")
def letters(job: Job) -> Outcome:
    """Draft a letter to each supplier of an awarded or ordered article, once, and keep what they were told."""
    view, words = job.view, job.words
    found = view.recognition.findings
    if not view.recognition.of_kind(TableKind.QUOTATIONS):
        return Outcome(answer={"letters": []}, findings=(*found, no_list("quotations", words)))
    rates, _ = exchange_rates(job)
    comparison = compare(view.tables, quotation_rules(job), rates, job.today)
    kept = read_kept(view, LETTERS)
    told = {_kept_key(row) for row in kept.rows}
    results = award_results(comparison, view.tables, _below_quality(job))
    new = {_key(each): each for each in results if _key(each) not in told}
    by_supplier: dict[str, list[AwardResult]] = {}
    for each in new.values():
        by_supplier.setdefault(folded(each.offer.supplier), []).append(each)
    written = list(by_supplier.values())
    to = [recipient(job, each[0].offer.supplier) for each in written]
    documents = [
        _letter(job, each, whom, place) for place, (each, whom) in enumerate(zip(written, to, strict=True))
    ]
    return Outcome(
        answer={"letters": [_answer(each, whom) for each, whom in zip(written, to, strict=True)]},
        edits=kept_edits(view, words, LETTERS, [_row(each, job) for each in new.values()]),
        findings=(*found, *kept.findings, *_unsaid(results, new.values()), *_no_address(written, to)),
        documents=tuple(documents),
        headline=words.label("letters.headline").format(letters=len(written), offers=len(new)),
        sections=(_section(list(new.values()), words),) if new else (),
    )


def _below_quality(job: Job) -> frozenset[Place]:
    """Find the quotations whose row gives quality as the reason."""
    phrases = [folded(each) for words in all_words() for each in words.phrases("letter.quality")]
    return frozenset(
        row.place
        for row in rows_of(job.view.tables, TableKind.QUOTATIONS)
        if any(phrase in folded(row.text("reason")) for phrase in phrases)
    )


def _key(result: AwardResult) -> _Told:
    lot, offer = result.lot, result.offer
    return folded(offer.supplier), folded(lot.item_number or lot.description), folded(offer.quote_number)


def _kept_key(row: Mapping[str, object]) -> _Told:
    supplier, item, quotation = (
        folded(str(row.get(name) or "")) for name in ("supplier", "item", "quotation")
    )
    return supplier, item, quotation


def _row(result: AwardResult, job: Job) -> dict[str, Value]:
    label = job.words.label
    return {
        "day": job.today,
        "supplier": result.offer.supplier,
        "item": result.lot.item_number or result.lot.description,
        "quotation": result.offer.quote_number,
        "outcome": label("letters.won" if result.won else "letters.lost"),
        "reason": label(f"letters.reason.{result.reason}") if result.reason else None,
        "po_number": result.po_number,
    }


def _answer(results: Sequence[AwardResult], to: Recipient) -> dict[str, object]:
    return {
        "supplier": to.supplier,
        "to": to.to or None,
        "language": to.words.language,
        "lines": [
            {
                "item_number": each.lot.item_number,
                "quote_number": each.offer.quote_number,
                "won": each.won,
                "reason": each.reason,
                "po_number": plain(each.po_number),
            }
            for each in results
        ],
        "documents": [],
    }


def _unsaid(results: Sequence[AwardResult], new: Iterable[AwardResult]) -> list[Finding]:
    """Say where nothing is awarded, and which reasons the figures do not give."""
    if not results:
        return [Finding("nothing_awarded", Severity.INFO, {})]
    return [
        each.offer.quoted.rows[0].row.finding(
            "letter_reason_unclear",
            Severity.INFO,
            "reason",
            supplier=each.offer.supplier,
            item=each.lot.item_number or each.lot.description,
        )
        for each in new
        if each.reason == "overall"
    ]


def _no_address(written: Iterable[Sequence[AwardResult]], to: Iterable[Recipient]) -> list[Finding]:
    return [
        each[0]
        .offer.quoted.rows[0]
        .row.finding("letter_without_address", Severity.INFO, "supplier", supplier=whom.supplier)
        for each, whom in zip(written, to, strict=True)
        if not whom.to
    ]


def _letter(job: Job, results: Sequence[AwardResult], to: Recipient, place: int) -> OutgoingFile:
    label = to.words.label
    won = any(each.won for each in results)
    numbers = ", ".join(stated(each.offer.quote_number for each in results))
    kind = "won" if won else "lost"
    subject = label(f"letters.subject.{kind}").format(quotations=numbers or label("letters.your_quotation"))
    text = "\n".join(_text(job, results, to))
    stem = safe_stem(f"{label(f'letters.file.{kind}')} {to.supplier} {job.today.isoformat()}", "letter")
    return OutgoingFile(stem, ".eml", partial(draft, to.to, subject, text), ("letters", place))


def _text(job: Job, results: Sequence[AwardResult], to: Recipient) -> Iterator[str]:
    label = to.words.label
    won = [each for each in results if each.won]
    lost = [each for each in results if not each.won]
    yield greeting(to)
    yield ""
    yield label("letters.thanks")
    if won:
        yield ""
        yield label("letters.opening.won")
        yield from (_won_line(each, to.words) for each in won)
    if lost:
        yield ""
        yield label("letters.opening.lost_too" if won else "letters.opening.lost")
        yield from (_lost_line(each, to.words) for each in lost)
    yield ""
    yield label("letters.ending.won" if won else "letters.ending.lost")
    yield ""
    yield from closing(job, to)


def _won_line(result: AwardResult, words: Words) -> str:
    offer = result.offer
    line = words.label("letters.line.won").format(
        item=_name(result),
        quantity=shown_number(offer.order_quantity, words.language),
        unit=shown_unit(result.lot.unit, words) or "",
        price=shown_price(offer.unit_price, words.language),
        currency=offer.currency or "",
    )
    if result.po_number:
        line += words.label("letters.line.order").format(number=result.po_number)
    return line


def _lost_line(result: AwardResult, words: Words) -> str:
    reason = words.label(f"letters.why.{result.reason}")
    return words.label("letters.line.lost").format(item=_name(result), reason=reason)


def _name(result: AwardResult) -> str:
    return " ".join(stated([result.lot.item_number, result.lot.description]))


def _section(results: Sequence[AwardResult], words: Words) -> Section:
    names = ("supplier", "item", "quotation", "outcome", "reason")
    rows = tuple(
        (
            each.offer.supplier,
            each.lot.item_number or each.lot.description or "–",
            each.offer.quote_number or "–",
            words.label("letters.won" if each.won else "letters.lost"),
            words.label(f"letters.reason.{each.reason}") if each.reason else "–",
        )
        for each in results[:_SHOWN]
    )
    titles = tuple(words.label(f"kept.letters.{name}") for name in names)
    return Section(words.label("letters.heading"), titles, rows)

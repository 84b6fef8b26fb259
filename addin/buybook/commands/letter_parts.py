"""How letters to suppliers begin and end."""

from __future__ import annotations

from collections.abc import Iterator

from buybook.commands.job import Job
from buybook.commands.recipients import Recipient


def greeting(to: Recipient) -> str:
    """Give the line that a letter begins with."""
    if to.contact:
        return to.words.label("letter.greeting").format(contact=to.contact)
    return to.words.label("letter.greeting_nobody")


def closing(job: Job, to: Recipient) -> Iterator[str]:
    """Give the lines that a letter ends with: who writes it, as the settings say."""
    company = job.settings.purchase_orders.company
    yield to.words.label("letter.closing")
    for line in (company.contact, company.name, company.phone, company.email):
        if line:
            yield line

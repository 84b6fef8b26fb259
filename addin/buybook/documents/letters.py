"""Letters to suppliers, as drafts of e-mails that open unsent in Outlook and other programs of mail.

The format is RFC 5322 with MIME; `X-Unsent: 1` is what Outlook takes for a draft.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from buybook.frozen import frozen

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)
_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pdf": ("application", "pdf"),
    ".xml": ("application", "xml"),
}
_MOST_SUBJECT = 200  # characters


@frozen
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes


def draft(
    to: str, subject: str, text: str, attachments: Sequence[Attachment] = (), *, copy: str = ""
) -> bytes:
    """Give a letter as an unsent e-mail, an `.eml`: the same letter gives the same bytes.

    `to` and `copy` may hold several addresses parted by commas or semicolons; what is no address is left out, so that the
    buyer fills it in. Line breaks in a subject become spaces: they would begin another header.
    """
    from email.message import EmailMessage  # only where there is a letter to write
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    known = addresses(to)
    if known:
        message["To"] = ", ".join(known)
    if addresses(copy):
        message["Cc"] = ", ".join(addresses(copy))
    message["Subject"] = _one_line(subject)
    message["X-Unsent"] = "1"
    message.set_content(_visible(text), charset="utf-8", cte="base64")
    for attachment in attachments:
        main, sub = _TYPES.get(_suffix(attachment.name), ("application", "octet-stream"))
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=_one_line(attachment.name)
        )
    if attachments:
        message.set_boundary(_boundary(subject, text, attachments))
    return message.as_bytes()


def addresses(text: str) -> list[str]:
    """Give the e-mail addresses that a cell holds, each once; nothing else of it."""
    parts = (part.strip() for part in re.split(r"[,;\s<>]+", text))
    return list(dict.fromkeys(part for part in parts if _ADDRESS.fullmatch(part) and ".." not in part))


def _suffix(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""


def _one_line(text: str) -> str:
    return " ".join(_visible(text).split())[:_MOST_SUBJECT]


def _visible(text: str) -> str:
    """Leave out what no letter holds: control characters, and halves of characters, which cannot be written."""
    return "".join(
        each for each in text if (each in "\n\t" or each >= " ") and not "\ud800" <= each <= "\udfff"
    )


def _boundary(subject: str, text: str, attachments: Iterable[Attachment]) -> str:
    """Give a boundary that depends on the content alone: written twice, a letter is one file."""
    digest = hashlib.sha256(f"{subject}\n{text}".encode(errors="replace"))
    for attachment in attachments:
        digest.update(attachment.name.encode(errors="replace"))
        digest.update(attachment.content)
    return f"buybook-{digest.hexdigest()[:40]}"

"""Letters as drafts of e-mails: read back by a program of mail, and safe whatever a supplier is called."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buybook.documents.letters import Attachment, addresses, draft


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_draft_opens_unsent_with_its_attachments() -> None:
    content = draft(
        "anna@nordbolt.se", "Förfrågan F-1", "Hej,\n\nse bilagan.\n", [Attachment("F-1 å.xlsx", b"PK")]
    )
    message = read(content)
    assert (message["X-Unsent"], message["To"], message["Subject"]) == (
        "1",
        "anna@nordbolt.se",
        "Förfrågan F-1",
    )
    body = message.get_body()
    assert body is not None and body.get_content().replace("\r\n", "\n") == "Hej,\n\nse bilagan.\n"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("F-1 å.xlsx", b"PK")
    assert content == draft(
        "anna@nordbolt.se", "Förfrågan F-1", "Hej,\n\nse bilagan.\n", [Attachment("F-1 å.xlsx", b"PK")]
    )


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("a@b.se; c@d.nl", ["a@b.se", "c@d.nl"]),
        ("Anna Berg <anna@b.se>", ["anna@b.se"]),
        ("a@b.se\r\nBcc: spy@x.com", ["a@b.se", "spy@x.com"]),  # an address more to look at, and no header
        ("no address", []),
        ("a..b@c.se", []),
        ("", []),
    ],
)
def test_addresses(text: str, known: list[str]) -> None:
    assert addresses(text) == known


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_makes_another_header(to: str, subject: str, text: str, name: str) -> None:
    injected = "\r\nBcc: spy@example.com\r\n\r\n"
    message = read(draft(to + injected, subject + injected, text, [Attachment(name + injected, b"x")]))
    assert set(message.keys()) <= {"To", "Subject", "X-Unsent", "MIME-Version", "Content-Type"}
    assert message["X-Unsent"] == "1"
    assert len(list(message.iter_attachments())) == 1

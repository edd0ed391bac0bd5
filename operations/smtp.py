"""Mails on their way out: how the server is reached, and what a stored mail looks like to it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from models.outbox import ENDING

TIMEOUT = 30.0
"""Seconds that each word of the server may take."""


@dataclass(frozen=True, slots=True)
class Post:
    """A server to send through; `sender` is whom mails are from (`Nama <a@b>` or the address alone)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    starts_tls: bool = False

    @classmethod
    def at(cls, url: str, sender: str) -> Post:
        """From `smtp://user:pass@host:port?starttls=1` or `smtps://…`, as config.py has checked it."""
        parts = urlsplit(url)
        is_tls = parts.scheme == "smtps"
        return cls(
            parts.hostname or "", parts.port or (465 if is_tls else 25), sender, unquote(parts.username or ""),
            unquote(parts.password or ""), is_tls, parse_qs(parts.query).get("starttls") == ["1"],
        )  # fmt: skip

    @property
    def address(self) -> str:
        """The sender's bare address."""
        return parseaddr(self.sender)[1]

    def connect(self) -> smtplib.SMTP:
        """An open line, signed in. Raises SMTPException and OSError."""
        context = ssl.create_default_context()
        line: smtplib.SMTP
        if self.is_tls:
            line = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.starts_tls:
                line.starttls(context=context)
            if self.user:
                line.login(self.user, self.password)
        except (smtplib.SMTPException, OSError):
            line.close()
            raise
        return line


class Line:
    """One connection for many mails, opened at the first and anew after an error."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self._open: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, unless it is connected. Raises SMTPException and OSError."""
        self._open = self._open or self.post.connect()

    def send(self, message: EmailMessage) -> None:
        """Hand a message over. Raises SMTPException and OSError."""
        self.open()
        assert self._open is not None
        self._open.send_message(message)

    def close(self) -> None:
        """End the connection; what the server says to that is of no matter any more."""
        line, self._open = self._open, None
        if line is None:
            return
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def compose(mail: Mapping[str, Any], sender: str) -> EmailMessage:
    """A stored mail as a message. Raises ValueError where its address cannot be written."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = mail["to"]
    made["Subject"] = mail["subject"]
    made["Date"] = format_datetime(mail["created_at"])
    made["Message-ID"] = mail["message_id"]
    made["Auto-Submitted"] = "auto-generated"  # no out-of-office reply is asked for
    made.set_content(str(mail.get("text") or ""))
    if mail.get("ics"):
        method = "CANCEL" if mail["kind"] in ENDING else "REQUEST"
        # an alternative: mail programs then show it as an invitation, not as a file alone
        made.add_alternative(
            str(mail["ics"]), subtype="calendar", disposition="attachment", filename="rapat.ics",
            params={"method": method},
        )  # fmt: skip
    return made


def said(error: smtplib.SMTPException | OSError) -> tuple[str, bool]:
    """What the server answered, in a line, and whether it will never take this mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _line(code, text), 500 <= code < 600
    if isinstance(error, smtplib.SMTPResponseException):
        return _line(error.smtp_code, error.smtp_error), False
    return f"{type(error).__name__}: {error}"[:300], False


def _line(code: int, text: bytes | str) -> str:
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code} {told}".split())[:300]

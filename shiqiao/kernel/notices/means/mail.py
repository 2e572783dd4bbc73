"""Mail by SMTP: `smtp://` (STARTTLS when offered; required with a password) or `smtps://`."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote, urlsplit

from shiqiao.kernel.notices.means.letters import Away, Letter, Refused

TIMEOUT = 15.0  # seconds


class Mail:
    """`server` is smtp://user:password@host:port, `sender` who it comes from."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.server, self.sender = urlsplit(given["mail"]), str(given["mail_from"])

    def send(self, letter: Letter) -> None:
        """Hand a mail over; what the server refuses for good is Refused, all else Away."""
        try:
            with self._open() as server:
                server.send_message(self._written(letter))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (Refused if all(code >= 500 for code in codes) else Away)(f"smtp_{max(codes)}") from None
        except smtplib.SMTPResponseException as error:
            # A wrong password is the installation's fault, not the letter's: it is worth trying again.
            final = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
            raise (Refused if final else Away)(f"smtp_{error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Away(type(error).__name__) from None

    def _open(self) -> smtplib.SMTP:
        host, secure = self.server.hostname or "", ssl.create_default_context()
        if self.server.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self.server.port or 465, timeout=TIMEOUT, context=secure)
        else:
            server = smtplib.SMTP(host, self.server.port or 25, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=secure)
                server.ehlo()
            elif self.server.password:
                server.close()
                raise Away("no_tls")  # a password is never sent in clear
        if self.server.username:
            server.login(unquote(self.server.username), unquote(self.server.password or ""))
        return server

    def _written(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, letter.to, letter.subject
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = f"<{letter.key}@{self.server.hostname or 'localhost'}>"
        mail["Auto-Submitted"] = "auto-generated"
        if letter.stop:
            mail["List-Unsubscribe"] = f"<{letter.stop}>"
        mail.set_content(letter.text, cte="base64")
        return mail

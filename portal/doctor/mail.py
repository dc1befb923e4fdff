"""Tests the mail server: the portal signs in, and sends an e-mail to whoever asks for one."""

from contextlib import closing
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from ssl import SSLCertVerificationError, SSLError

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.management.base import CommandParser

from portal.doctor.problems import ServiceDown, ServiceProblem, problem_text

_MAIL_TEST_SECONDS = (
    7  # prepare must not wait long for a server that hangs, but Postfix may greet strangers after 6 seconds
)
_CERTIFICATE_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL


def add_mail_option(parser: CommandParser) -> None:
    """Add the option of commands that test the services."""
    parser.add_argument("--mail-to", default="", metavar="ADDRESS", help="Send a test e-mail to this address.")


def check_mail(address: str) -> None:
    """Sign in at the mail server and send an e-mail to the address; "" sends none. Raises ServiceProblem, ServiceDown.

    Without an address, it does nothing if e-mails are only written to files.
    """
    try:
        _send(address) if address else _sign_in()
    except OSError as fault:
        problem = ServiceDown if _is_outage(fault) else ServiceProblem
        instruction = "Check EMAIL_URL and MAIL_FROM." if address else "Check EMAIL_URL."
        raise problem(problem_text(_response(fault) or str(fault), instruction)) from fault


def _send(address: str) -> None:
    EmailMessage(
        subject="Test e-mail from Slipway",
        body="Slipway can send e-mails. `manage.py doctor` or `manage.py prepare` sent this one.",
        to=[address],
    ).send()


def _sign_in() -> None:
    server = get_connection(timeout=_MAIL_TEST_SECONDS)
    if isinstance(server, EmailBackend):
        with closing(server):
            server.open()


def _is_outage(fault: OSError) -> bool:
    """Whether the server may work later with the same settings."""
    if isinstance(fault, SMTPResponseException) and 400 <= fault.smtp_code < 500:
        return True
    if isinstance(fault, SMTPException):
        return isinstance(fault, SMTPServerDisconnected | SMTPConnectError)
    if isinstance(fault, SSLCertVerificationError):
        return fault.verify_code == _CERTIFICATE_EXPIRED
    return not isinstance(fault, SSLError)


def _response(fault: OSError) -> str:
    """What the server responded, in one line; "" if it did not respond."""
    line: bytes | str
    if isinstance(fault, SMTPRecipientsRefused):
        _code, line = next(iter(fault.recipients.values()))
    elif isinstance(fault, SMTPResponseException):
        line = fault.smtp_error
    else:
        return ""
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    refused = "user or password" if isinstance(fault, SMTPAuthenticationError) else "e-mail"
    return f"The server refused the {refused}: {' '.join(text.split())}"

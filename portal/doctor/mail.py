"""Tests the mail server: an e-mail is sent."""

from smtplib import (
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from ssl import SSLError

from django.core.mail import EmailMessage
from django.core.management.base import CommandParser

from portal.doctor.problems import ServiceDown, ServiceProblem, problem_text


def add_mail_option(parser: CommandParser) -> None:
    """Add the option of commands that test the services."""
    parser.add_argument("--mail-to", default="", metavar="ADDRESS", help="Send a test e-mail to this address.")


def check_mail(address: str) -> None:
    """Send an e-mail to the address. Raises ServiceProblem, ServiceDown."""
    message = EmailMessage(
        subject="Test e-mail from Slipway",
        body="Slipway can send e-mails. `manage.py doctor` or `manage.py prepare` sent this one.",
        to=[address],
    )
    try:
        message.send()
    except OSError as fault:
        problem = ServiceDown if _is_outage(fault) else ServiceProblem
        raise problem(problem_text(_response(fault) or str(fault), "Check EMAIL_URL and MAIL_FROM.")) from fault


def _is_outage(fault: OSError) -> bool:
    if isinstance(fault, SMTPException):
        return isinstance(fault, SMTPServerDisconnected | SMTPConnectError)
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
    return f"The server refused the e-mail: {' '.join(text.split())}"

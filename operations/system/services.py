"""Which services work. `portal` registers how it tests those that it needs to be ready."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

ServiceProblems = Callable[[], Mapping[str, str]]
_MAIL_SECONDS = 2
_registered: list[ServiceProblems] = []
# A server that hangs blocks its thread for longer than a page takes.
_mail_thread = ThreadPoolExecutor(max_workers=2, thread_name_prefix="system-mail")


def register_services(problems: ServiceProblems) -> None:
    """Register a function that returns {service: what is wrong with it}, "" if it works, within seconds."""
    _registered.append(problems)


def needed_services() -> dict[str, str]:
    """{service: what is wrong with it} of the services without which the portal is not ready."""
    return {name: problem for problems in _registered for name, problem in problems().items()}


def all_services() -> dict[str, str]:
    """{service: what is wrong with it} with the mail server, without which the portal still works."""
    mail = _mail_thread.submit(mail_problem)
    services = needed_services()
    try:
        return {**services, "mail": mail.result(timeout=_MAIL_SECONDS)}
    except TimeoutError:
        return {**services, "mail": "does not respond"}


def mail_problem() -> str:
    """What is wrong with the mail server; "" if it accepts the sign-in, or if e-mails are only written to files."""
    server = get_connection(timeout=_MAIL_SECONDS)
    if not isinstance(server, EmailBackend):
        return ""
    try:
        server.open()
        server.close()
    except Exception as fault:  # noqa: BLE001 any error of the client means that it does not work
        return f"not reachable ({type(fault).__name__})"  # messages of servers may contain addresses
    return ""

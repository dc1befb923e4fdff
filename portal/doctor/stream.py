"""Tests the receivers of audit events: syslog is connected to, and other servers get a request without events."""

from django.utils import timezone

from operations.stream.sending import NotSent, post_lines, reason_of
from operations.stream.syslog import try_connection
from operations.stream.targets import StreamTarget, stream_targets
from portal.doctor.problems import ServiceDown, problem_text


def check_stream() -> None:
    """Do nothing if no receiver is configured. Raises ServiceDown: events wait until the receiver works."""
    for target in stream_targets():
        try:
            _test(target)
        except NotSent as fault:
            raise ServiceDown(problem_text(f"{target.shown}: {fault}", "Check AUDIT_STREAM_URL.")) from fault


def _test(target: StreamTarget) -> None:
    if not target.scheme.startswith("syslog+"):
        post_lines(target, [], now=timezone.now())
        return
    try:
        try_connection(target)
    except OSError as fault:
        raise NotSent(reason_of(fault)) from fault

"""Whether this portal is a copy for tests, according to the last restore in the audit log."""

from django.conf import settings

from audit.queries import events_with_verb
from operations.backup.problems import BackupProblem


def is_copy() -> bool:
    """Whether the portal was restored with `--as copy`. One query."""
    event = events_with_verb("backup.restored").first()
    return event is not None and event.object_ids["as"] == "copy"


def assert_purpose(*, is_copy: bool) -> None:
    """Raises BackupProblem if a copy has variables of the live portal, whose services could not tell the two apart."""
    values = {"AUDIT_STREAM_URL": settings.AUDIT_STREAM_URLS, "SENTRY_DSN": settings.ENVIRONMENT.sentry_dsn}
    names = " and ".join(name for name, value in values.items() if value)
    if is_copy and names:
        text = (
            f"A copy must not send events or errors to the services of the live portal. Unset {names} for all "
            "processes of the copy."
        )
        raise BackupProblem(text)

"""Times as clients read them."""

from datetime import UTC, datetime


def as_text(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_text_if(moment: datetime | None) -> str | None:
    """The same where there is a time; what is None is left out of answers."""
    return None if moment is None else as_text(moment)

"""Times in the format of this API."""

from datetime import UTC, datetime


def as_text(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_text_if(moment: datetime | None) -> str | None:
    """The same for an optional time. Responses omit None."""
    return None if moment is None else as_text(moment)

"""Formats times for this API."""

from datetime import UTC, datetime


def iso_time(moment: datetime) -> str:
    """The time as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_text_if(moment: datetime | None) -> str | None:
    """The time as in `iso_time`; None for None, which responses omit."""
    return None if moment is None else iso_time(moment)

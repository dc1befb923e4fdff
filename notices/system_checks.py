"""A Django system check that the page of a webhook has a heading for each group of events."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from notices.events import all_events
from notices.webhooks import forms


@register
def events_have_headings(**_: Any) -> list[CheckMessage]:
    """Report the groups of events without a row in EVENT_SUBJECTS."""
    missing = sorted({forms.event_group(event) for event in all_events()} - forms.EVENT_SUBJECTS.keys())
    return [Error(f"{forms.__file__}: add {group} to EVENT_SUBJECTS", id="notices.events") for group in missing]

"""What happened with a request, in words for its page."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import Request
from accounts.models.requests import shown_text
from common.lazy_text import LazyText
from common.lists import joined_facts
from listings.lifecycle.request_rows import MESSAGE_TITLE
from listings.lifecycle.requests import EXPIRE, MESSAGE, REQUEST, RequestLifecycle
from page_parts.times import format_time


def end_of(lifecycle: RequestLifecycle[Any], request: Request, names: Mapping[UUID, str]) -> dict[LazyText, object]:
    """The end date of what was granted, or when it ended and the name of the person who ended it."""
    granted = {state for row in lifecycle.rows if row.verb == EXPIRE for state in row.sources}
    if request.state in granted:
        return {gettext_lazy("Valid until"): format_time(request.until)}
    ends = {row.target for row in lifecycle.rows if granted.intersection(row.sources)}
    by = names.get(request.decided_by, "") if request.decided_by else ""
    ended = joined_facts([format_time(request.decided_at), by])
    return {gettext_lazy("Ended"): ended} if request.state in ends else {}


def entries_of(
    lifecycle: RequestLifecycle[Any], request: Request, names: Mapping[UUID, str]
) -> Iterator[dict[str, object]]:
    """The entries of its timeline, oldest first."""
    reopening = [row.verb for row in lifecycle.rows if row.sources and row.target in lifecycle.open_states]
    titles = {
        row.verb: row.label if row.verb in reopening else getattr(row.target, "label", row.label)
        for row in lifecycle.rows
    }
    titles |= {MESSAGE: MESSAGE_TITLE, REQUEST: lifecycle.sent_title or titles[REQUEST]}
    asked_by = names.get(request.requested_by, "") if request.requested_by else ""
    yield {"at": request.requested_at, "title": titles[REQUEST], "by": asked_by}
    for entry in request.history:
        by = names.get(UUID(entry["by"]), "") if entry["by"] else ""
        at = datetime.fromisoformat(entry["at"])
        detail = shown_text(entry["text"], by=entry["by"])
        yield {"at": at, "title": titles[entry["verb"]], "by": by, "detail": detail}


def people_of(rows: Iterable[Request]) -> Iterator[UUID | None]:
    """The people whose names the pages of these requests show."""
    for row in rows:
        yield from (row.requested_by, *(UUID(entry["by"]) for entry in row.history if entry["by"]))

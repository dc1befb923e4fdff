"""Prepares the list of requests of all kinds, on which the reader may decide."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Organisation, Request
from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle.requests import RequestLifecycle
from listings.queries.staff_requests import MAX_WAITING, request_lifecycles
from page_parts.counts import limited_count

WAITING, ALL = "waiting", "all"


class RequestRow(Struct, frozen=True, kw_only=True):
    """A request in the list. title is the name of its listing or of what it requests; family is that of its badges."""

    row: Request
    kind: LazyText
    family: str
    title: str
    organisation: str
    text: str


def shown_lists(actor: Actor, kind: str, show: str) -> list[QuerySet[Any]]:
    """The requests of each kind on which the actor may decide, or of one kind only."""
    lifecycles = [lifecycle for lifecycle in request_lifecycles() if kind in {"", lifecycle.name}]
    return [lifecycle.decided_by(actor) if show == ALL else lifecycle.waiting_for(actor) for lifecycle in lifecycles]


def request_rows(requests: Iterable[Request], actor: Actor) -> list[RequestRow]:
    """The rows of the requests, whose owners are loaded."""
    by_model = {lifecycle.visible(actor).model: lifecycle for lifecycle in request_lifecycles()}
    return [_row(request, by_model[type(request)]) for request in requests]


def _row(request: Request, lifecycle: RequestLifecycle[Any]) -> RequestRow:
    listing = getattr(request, "listing", None)
    organisation: Organisation = listing.organisation if listing else request.organisation  # type: ignore[attr-defined]
    return RequestRow(
        row=request,
        kind=lifecycle.kind,
        family=lifecycle.name,
        title=listing.name if listing else _subject(request, lifecycle) or organisation.name,
        organisation=organisation.name,
        text=getattr(request, lifecycle.text_field),
    )


def _subject(request: Request, lifecycle: RequestLifecycle[Any]) -> str:
    return str(getattr(request, lifecycle.about_field)) if lifecycle.about_field else ""


def kind_options(actor: Actor, counts: Mapping[str, int]) -> Sequence[tuple[str, str]]:
    """(value, label) pairs of the kinds that the actor decides on, with the number of waiting requests."""
    kinds = [lifecycle for lifecycle in request_lifecycles() if lifecycle.may_decide(actor)]
    numbers = [limited_count(counts.get(lifecycle.name, 0), MAX_WAITING) for lifecycle in kinds]
    options = [(kind.name, f"{kind.kind} ({number})") for kind, number in zip(kinds, numbers, strict=True)]
    return [("", _("All kinds")), *options]


def requests_tab(counts: Mapping[str, int], *, is_current: bool = False) -> dict[str, object]:
    """The tab of the queue that leads to the requests."""
    is_limited = any(number > MAX_WAITING for number in counts.values())
    number = limited_count(MAX_WAITING + 1, MAX_WAITING) if is_limited else sum(counts.values())
    return {"label": _("Requests"), "href": reverse("reviews:requests"), "count": number, "is_current": is_current}

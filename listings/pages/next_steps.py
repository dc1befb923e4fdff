"""The link in the message after a decision of our staff: to the next thing to decide, or back to the list."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from msgspec import Struct

from common.cursors import cursor_of
from common.pages import merged_page
from common.requests import ActorRequest
from listings.lifecycle.requests import R, RequestLifecycle
from listings.lifecycle.types import Transition
from listings.page_urls import REQUESTS_TAB
from listings.queries.staff_requests import request_lifecycles

# The list of requests stores the kind that it showed last, so that the next request is one of the same list.
REQUESTS_SESSION_KEY = "requests"
_ORDER = ("requested_at", "pk")


class StepAfterDecision(Struct, frozen=True, kw_only=True):
    """A link after a decision."""

    label: str
    href: str


def with_next_step(message: str, step: StepAfterDecision) -> str:
    """The message about a decision, with a link to the next step."""
    return format_html('{} <a href="{}">{}</a>', message, step.href, step.label)


def step_after_request(
    request: ActorRequest, lifecycle: RequestLifecycle[R], decided: R, *, row: Transition
) -> StepAfterDecision | None:
    """The next request that waits for the reader, of the list that the reader saw last if possible, or that list.

    None if the transition of this row was no decision of our staff on an open request. At most 40 queries.
    """
    actor, kind = request.actor, str(request.session.get(REQUESTS_SESSION_KEY, ""))
    if decided.state in lifecycle.open_states or not set(row.sources) <= set(lifecycle.open_states):
        return None
    if not lifecycle.decided_by(actor).filter(pk=decided.pk).exists():
        return None
    for lifecycles in ([row for row in request_lifecycles() if row.name == kind], request_lifecycles()):
        lists = [row.waiting_for(actor) for row in lifecycles]
        for after in (cursor_of(decided, _ORDER), ""):
            for following in merged_page(lists, order=_ORDER, size=1, after=after).rows:
                return StepAfterDecision(label=_("Next request"), href=following.get_absolute_url())
    href = f"{REQUESTS_TAB}?kind={kind}" if kind else REQUESTS_TAB
    return StepAfterDecision(label=_("Back to the requests"), href=href)

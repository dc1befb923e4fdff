"""Guards about the OAuth exceptions of listings that use the API without OAuth."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle.registry import Reason, Reasons
from page_parts.total_maps import total_map
from reviews.models import EXCEPTION_OPEN, ExceptionState


class ExceptionFacts(Struct, frozen=True, kw_only=True):
    """The request that counts for a listing: its state and the URL of its page, "" without a request.

    form_url is the URL of the form for a new request. until is the end of what was granted, None without an end.
    """

    state: str
    url: str
    form_url: str
    until: datetime | None = None


_NONE = ""
# {state: (code, text for the partner, text for reviewers)} of the reason against a submission or an approval.
_REASONS: Mapping[str, tuple[str, LazyText, LazyText]] = {
    _NONE: (
        "exception-missing",
        _(
            "A listing that uses the API without OAuth needs an exception. Request an exception, or choose another "
            "configuration method."
        ),
        _("The partner has not requested an OAuth exception yet."),
    ),
    **total_map(
        ExceptionState,
        {
            ExceptionState.GRANTED: ("", "", ""),
            ExceptionState.REQUESTED: (
                "exception-unanswered",
                _("The Ecosystems team has not decided on your OAuth exception yet. Wait for the decision."),
                _("The request for an OAuth exception has no answer yet."),
            ),
            ExceptionState.DECLINED: (
                "exception-declined",
                _(
                    "Your OAuth exception was declined. Choose another configuration method, or send a request with "
                    "new reasons."
                ),
                _("The OAuth exception was declined, so the partner must change the listing."),
            ),
            ExceptionState.WITHDRAWN: (
                "exception-withdrawn",
                _("Your request for an OAuth exception was withdrawn. Send a new one, or choose another method."),
                _("The partner withdrew the request for an OAuth exception, so the listing must change."),
            ),
            ExceptionState.EXPIRED: (
                "exception-expired",
                _("Your OAuth exception has expired. Request a new one, or choose another configuration method."),
                _("The OAuth exception has expired. The partner must request a new one."),
            ),
        },
    ),
}


def exception_before_submission(facts: ExceptionFacts | None, _actor: Actor) -> Reasons:
    """A listing that uses the API without OAuth can only be submitted with a granted exception that has not ended."""
    if facts is None:
        return ()
    code, text, _for_reviewers = _REASONS[facts.state]
    link = facts.url if facts.state in {*EXCEPTION_OPEN, ExceptionState.DECLINED} else facts.form_url
    return (Reason(code=code, text=text, link=link),) if code else ()


def exception_granted(facts: ExceptionFacts | None, _actor: Actor) -> Reasons:
    """A listing that uses the API without OAuth can only be approved with a granted exception that has not ended."""
    if facts is None:
        return ()
    code, _for_partner, text = _REASONS[facts.state]
    return (Reason(code=code, text=text, link="#oauth-exception"),) if code else ()

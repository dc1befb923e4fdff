"""The exception that an OAuth client needs, as its field shows it."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from page_parts.times import format_time
from reviews.exception_guards import ExceptionFacts, exception_before_submission
from reviews.queries.exceptions import draft_exceptions
from studio.wizard.page.wizard import Wizard


class NeededException(Struct, frozen=True, kw_only=True):
    """The OAuth exception that a configuration method needs: its state, "" before a request, and what to do next.

    url is the page of the request or, if that says more about what to do, the form of a new one.
    """

    state: str
    text: LazyText
    label: LazyText
    url: str


def needed_exception(wizard: Wizard) -> NeededException | None:
    facts = draft_exceptions([wizard.revision])[wizard.revision.pk]
    if facts is None:
        return None
    reasons = exception_before_submission(facts, wizard.actor)
    url = reasons[0].link if reasons else facts.url
    return NeededException(
        state=facts.state,
        text=reasons[0].text if reasons else _granted_text(facts),
        label=_("Request an exception") if url == facts.form_url else _("Open the request"),
        url=url,
    )


def _granted_text(facts: ExceptionFacts) -> LazyText:
    if facts.until is None:
        return _("You can submit the listing without OAuth.")
    return gettext("You can submit the listing without OAuth until {time}.").format(time=format_time(facts.until))

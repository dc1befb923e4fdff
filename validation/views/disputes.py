"""Pages on which people dispute findings, and owners of checks answer them."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import Team
from audit.actions import record_export
from common.access import leads_and_admins, staff_only
from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.pages import Column, ListPage
from common.requests import ActorRequest
from listings.display.place_names import place_name, translate_message
from listings.lifecycle.types import Transition
from listings.pages.buttons import Press
from listings.pages.request_pages import RequestPages
from listings.queries import visible_listings
from validation.actions.disputes import answer_dispute
from validation.dispute_cases import case_of
from validation.disputed_findings import new_dispute
from validation.disputes import effect_of_upholding, owner_of
from validation.lifecycles.disputes import DECLINE, DISPUTES, UPHOLD, answerable_with
from validation.models import DISPUTE_OPEN, DisputeState, FindingDispute
from validation.page.disputes import dispute_rows
from validation.page.tabs import tabs
from validation.stored_findings import from_row


class DisputePages(RequestPages[FindingDispute]):
    lifecycle = DISPUTES
    url_name = "validation:dispute"
    about = ("listing", "fingerprint", "is_internal")

    def new(self, request: ActorRequest, *, listing_id: UUID, fingerprint: str) -> FindingDispute:
        listing = first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))
        is_internal = not request.actor.belongs_to(listing.organisation_id)
        gone = FindingDispute(listing=listing, fingerprint=fingerprint, is_internal=is_internal)
        return new_dispute(listing, fingerprint, by=request.actor, now=timezone.now()) or gone

    def is_sendable(self, new: FindingDispute) -> bool:
        return bool(new.code)

    def facts(self, subject: FindingDispute, reader: Actor) -> dict[LazyText, object]:
        facts: dict[LazyText, object] = {
            gettext_lazy("What is right"): subject.expected,
            gettext_lazy("Check"): subject.code,
            gettext_lazy("Finding"): translate_message(from_row(subject).message),
            gettext_lazy("Place"): place_name(subject.path, subject.file, subject.line),
            gettext_lazy("Answered by"): _("Leads of {team}").format(team=Team(owner_of(subject.code)).label),
            gettext_lazy("Effect"): _effect(subject),
        }
        if reader.is_staff and subject.state in DISPUTE_OPEN:
            facts[gettext_lazy("Open disputes about this message")] = answerable_with(subject, reader).count()
        return facts

    def head(self, subject: FindingDispute, reader: Actor) -> dict[str, object]:
        listing = subject.listing
        finding = translate_message(from_row(subject).message)
        has_case = reader.is_staff and subject.state == DisputeState.UPHELD
        return {
            "about": listing.name,
            "title": _("Dispute of {check} in {name}").format(check=subject.code, name=listing.name),
            "breadcrumbs": self.breadcrumbs(listing),
            "intro": finding if subject.is_new else "",
            "download_url": reverse("validation:dispute-case", args=[subject.pk]) if has_case else "",
            "download_label": _("Download test case"),
        }

    def url(self, subject: FindingDispute, row: Transition) -> str:
        return _send_url(subject) if row.creates_subject else super().url(subject, row)

    def carry_out(self, press: Press[FindingDispute]) -> FindingDispute:
        if press.transition.verb not in {UPHOLD, DECLINE}:
            return super().carry_out(press)
        return answer_dispute(
            dispute_id=press.subject.pk,
            verb=press.transition.verb,
            parameters=press.parameters,
            seen=press.seen,
            by=press.by,
            now=press.now,
        )


def _effect(subject: FindingDispute) -> str:
    """What an upheld dispute means for the finding."""
    return effect_of_upholding(subject.code) if subject.state == DisputeState.UPHELD else ""


def _send_url(subject: FindingDispute) -> str:
    return reverse("validation:dispute-send", args=[subject.listing_id, subject.fingerprint])


DISPUTE_PAGES = DisputePages()


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    page = ListPage(
        template="validation/disputes.html",
        title=_("Disputed findings"),
        section=_("Checks"),
        columns=[*map(Column, (_("Finding"), _("Listing"), _("Why the finding is wrong"), _("Disputed")))],
        empty_title=_("No disputes"),
        empty_text=_("Disputes of findings of your team's checks wait here for an answer."),
        empty_icon="ready",
        order=("requested_at", "pk"),
    )
    rows = DISPUTES.waiting_for(request.actor)
    return page.paginated(
        request, rows, present=partial(dispute_rows, actor=request.actor), tabs=tabs("disputes", request.actor)
    )


@staff_only
@require_safe
def case(request: ActorRequest, dispute_id: UUID) -> HttpResponse:
    """An upheld dispute as a test case, for the developers of the checks."""
    rows = DISPUTES.visible(request.actor).filter(pk=dispute_id, state=DisputeState.UPHELD)
    dispute = first_or_not_found(rows.exclude(listing__organisation__in=list(request.actor.organisations)))
    objects = {"listing": dispute.listing_id, "request": dispute.pk}
    record_export("dispute", by=request.actor, objects=objects, now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{dispute.code}-{dispute.pk}.json"'}
    return JsonResponse(case_of(dispute), headers=headers, json_dumps_params={"indent": 2, "ensure_ascii": False})

"""The pages of requests for sandbox orgs, and their buttons in lists."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.actor import Actor
from common.lazy_text import LazyText
from common.lists import joined_with_and
from listings.lifecycle.offers import offers
from listings.lifecycle.requests import MESSAGE, WITHDRAW
from listings.lifecycle.types import Transition
from listings.pages.button_forms import TransitionForm
from listings.pages.request_pages import RequestPages
from listings.pages.shown_buttons import ShownButton, shown_button
from page_parts.times import format_time
from sandboxes.lifecycles.requests import SANDBOX_REQUESTS
from sandboxes.models import OrgState, SandboxOrg, SandboxRequest


class SandboxPages(RequestPages[SandboxRequest]):
    lifecycle = SANDBOX_REQUESTS
    url_name = "sandboxes:request"

    def facts(self, subject: SandboxRequest, _reader: Actor) -> dict[LazyText, object]:
        orgs = SandboxOrg.objects.filter(organisation=subject.organisation, state=OrgState.ACTIVE).order_by("name")
        return {
            gettext_lazy("Region"): subject.get_region_display(),
            gettext_lazy("Due"): format_time(subject.due_at) if subject.is_open else "",
            gettext_lazy("Active sandbox orgs"): joined_with_and(orgs) or _("None"),
        }

    def head(self, subject: SandboxRequest, _reader: Actor) -> dict[str, object]:
        name = subject.organisation.name
        return {
            "about": name,
            "title": _("Sandbox request from {name}").format(name=name),
            "breadcrumbs": [{"label": _("Sandboxes"), "href": reverse("sandboxes:sandbox-list")}, {"label": name}],
        }

    def url(self, subject: SandboxRequest, row: Transition) -> str:
        return reverse("sandboxes:request-send") if row.creates_subject else super().url(subject, row)

    def new_request_url(self, subject: SandboxRequest) -> str:  # noqa: ARG002 the form is for all organisations
        return reverse("sandboxes:sandbox-list") + "#request"


SANDBOX_PAGES = SandboxPages()


def decision_buttons(requests: Sequence[SandboxRequest], actor: Actor) -> dict[UUID, list[ShownButton]]:
    """{request ID: the buttons with which the actor can decide on it now}. The facts are read once for all requests."""
    offered = offers(SANDBOX_REQUESTS, requests, actor)
    return {
        request.pk: [
            shown_button(
                SANDBOX_PAGES, request, offer, form=TransitionForm(row=offer.row, subject=request, actor=actor)
            )
            for offer in offered[request.pk]
            if offer.is_open and offer.row.button and offer.verb not in {MESSAGE, WITHDRAW}
        ]
        for request in requests
    }

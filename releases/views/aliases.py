"""Pages on which partners request vendor aliases, and admins decide on them."""

from urllib.parse import urlencode

from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import own_organisation
from accounts.models import ALIAS_OPEN, AliasState, VendorAlias
from accounts.vendor_names import organisations_with_vendor
from common.actor import Actor
from common.lazy_text import LazyText
from common.lists import joined_with_and
from common.requests import ActorRequest
from listings.pages.request_pages import RequestPages
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES


class AliasPages(RequestPages[VendorAlias]):
    lifecycle = VENDOR_ALIASES
    url_name = "releases:alias"

    def new(self, request: ActorRequest, *, slug: str) -> VendorAlias:
        return VendorAlias(organisation=own_organisation(request, slug))

    def initial(self, request: ActorRequest, new: VendorAlias) -> dict[str, object]:
        return {"vendor_id": new.organisation.vendor_id, **request.GET.dict()}

    def facts(self, subject: VendorAlias, reader: Actor) -> dict[LazyText, object]:
        facts: dict[LazyText, object] = {
            gettext_lazy("Vendor name"): subject.name,
            gettext_lazy("Vendor ID"): subject.vendor_id,
            gettext_lazy("Vendor URL"): subject.url,
        }
        return facts | _facts_for_admins(subject) if reader.is_admin else facts

    def head(self, subject: VendorAlias, reader: Actor) -> dict[str, object]:
        organisation = subject.organisation
        home = reverse("accounts:organisation-admin", args=[organisation.slug]) if reader.is_admin else organisation
        head = {
            "about": organisation.name,
            "title": _("Vendor alias “{name}” for {organisation}").format(
                name=subject.name, organisation=organisation.name
            ),
            "breadcrumbs": [{"label": organisation.name, "href": resolve_url(home)}, {"label": self.lifecycle.kind}],
        }
        return head | (_head_of_form() if subject.is_new else {})

    def new_request_url(self, subject: VendorAlias) -> str:
        values = {name: getattr(subject, name) for name in ("name", "vendor_id", "url")}
        return reverse("releases:alias-request", args=[subject.organisation.slug]) + "?" + urlencode(values)


def _facts_for_admins(alias: VendorAlias) -> dict[LazyText, object]:
    organisation, is_open = alias.organisation, alias.state in ALIAS_OPEN
    others = joined_with_and(other.name for other in organisations_with_vendor(alias)) if is_open else ""
    return {
        gettext_lazy("Organisation"): format_html(
            "{} (<code>{}</code>), {}", organisation.name, organisation.vendor_id, organisation.url
        ),
        gettext_lazy("Other organisations with this vendor ID or name"): others,
        gettext_lazy("Note from the admin"): alias.answer if alias.state == AliasState.CONFIRMED else "",
    }


def _head_of_form() -> dict[str, object]:
    title = _("Request a vendor alias")
    intro = _(
        "With an alias, your organisation can publish listings under another vendor name, for example a brand that it "
        "owns. An admin must verify and confirm the alias."
    )
    return {"kind": title, "title": title, "intro": intro}


ALIAS_PAGES = AliasPages()

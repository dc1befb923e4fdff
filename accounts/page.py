"""What the pages about organisations need. Higher apps add tabs and counts to them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.contributions import contributions
from accounts.models import ROLES, Organisation
from accounts.queries import organisations_of
from common.actor import Actor, Role
from common.lazy_text import LazyText
from common.lists import joined_with_and
from common.requests import ActorRequest
from tilekit.markdown import render_markdown


def organisation_context(request: ActorRequest, organisation: Organisation, tab: str) -> dict[str, object]:
    """Template context for the head of the page: the tabs, and the reader's other organisations and role."""
    organisations = organisations_of(request.actor) if len(request.actor.organisations) > 1 else []
    switch = [
        {"label": choice.name, "href": choice.get_absolute_url(), "is_on": choice.pk == organisation.pk}
        for choice in organisations
    ]
    return {
        "organisation": organisation,
        "tabs": tab_links(organisation, tab, is_owner=request.actor.holds(Role.OWNER, organisation.pk)),
        "switch": switch,
        "role_name": dict(ROLES)[request.actor.organisations[organisation.pk]],
        "is_owner": request.actor.holds(Role.OWNER, organisation.pk),
    }


class OrganisationTab(Struct, frozen=True, kw_only=True):
    """A tab. Its URL takes the organisation's slug, unless is_personal is set. is_for_owners hides it from others."""

    label: LazyText
    url_name: str
    order: int
    is_personal: bool = False
    is_for_owners: bool = False


class OrganisationAction(Struct, frozen=True, kw_only=True):
    """What a person with the role can do on a page, whose URL takes the organisation's slug. `words` are not shown, but
    can be searched. Suspended organisations have only those with `is_always`.
    """

    label: LazyText
    url_name: str
    anchor: str = ""
    words: tuple[LazyText, ...] = ()
    role: Role = Role.OWNER
    is_always: bool = False


class TabLink(Struct, frozen=True, kw_only=True):
    label: LazyText
    href: str
    is_current: bool


_tabs: list[OrganisationTab] = [
    OrganisationTab(label=_("Profile"), url_name="accounts:organisation-detail", order=10),
    OrganisationTab(label=_("Users"), url_name="accounts:member-list", order=20),
    OrganisationTab(label=_("Agreements"), url_name="accounts:agreement-list", order=30),
    OrganisationTab(label=_("Sign-in"), url_name="accounts:company-sign-in", order=35, is_for_owners=True),
]


def register_tab(tab: OrganisationTab) -> None:
    """Add a tab to the pages of organisations. Called when the portal starts."""
    _tabs.append(tab)


_API = "API"
_actions: list[OrganisationAction] = [
    OrganisationAction(
        label=_("Invite someone"),
        url_name="accounts:member-list",
        anchor="invite",
        words=(_("Invite a person"), _("Send invitation"), _("Users")),
        is_always=True,
    ),
    OrganisationAction(
        label=_("Add application"), url_name="accounts:application-create", words=(_API, _("Create key"))
    ),
    OrganisationAction(label=_("Add trusted publisher"), url_name="accounts:publisher-create", words=(_API,)),
    OrganisationAction(
        label=_("Leave organisation"), url_name="accounts:organisation-leave", role=Role.VIEWER, is_always=True
    ),
]


def register_action(action: OrganisationAction) -> None:
    """Add an action to those that the command palette finds. Called when the portal starts."""
    _actions.append(action)


def actions_for(actor: Actor, organisation: Organisation) -> list[OrganisationAction]:
    """What the actor can do for this organisation."""
    return [
        action
        for action in _actions
        if actor.holds(action.role, organisation.pk) and (organisation.is_active or action.is_always)
    ]


def tab_links(organisation: Organisation, current: str, *, is_owner: bool) -> list[TabLink]:
    """The links of this organisation's tabs; current is the URL name of the page that is shown."""
    return [
        TabLink(
            label=tab.label,
            href=reverse(tab.url_name, args=[] if tab.is_personal else [organisation.slug]),
            is_current=tab.url_name == current,
        )
        for tab in sorted(_tabs, key=lambda entry: entry.order)
        if is_owner or not tab.is_for_owners
    ]


def counts_of_organisations(organisation_ids: Collection[UUID]) -> list[tuple[LazyText, Mapping[UUID, int]]]:
    """[(label, {organisation ID: number})]. Organisations with none are left out."""
    counts = (count for contribution in contributions().values() for count in contribution.counts)
    return [(label, count(organisation_ids)) for label, count in counts]


_FACTOR_NAMES: Mapping[str, LazyText] = {
    Authenticator.Type.TOTP: _("Authenticator app"),
    Authenticator.Type.WEBAUTHN: _("Passkeys"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}


class SignInAccess(Struct, frozen=True, kw_only=True):
    """How a person can sign in. second_factors are the names of the kinds, in the reader's language."""

    session_count: int
    has_second_factor: bool
    second_factors: str


def access_of(person_id: UUID) -> SignInAccess:
    """The sessions and the second factors of a person. Two queries."""
    kinds = Authenticator.objects.filter(user_id=person_id).order_by("type").values_list("type", flat=True).distinct()
    names = [str(_FACTOR_NAMES[kind]) for kind in kinds]
    return SignInAccess(
        session_count=UserSession.objects.filter(user_id=person_id).count(),
        has_second_factor=bool(names),
        second_factors=joined_with_and(names) or str(_("Not set up")),
    )


def agreement_html(text: str) -> str:
    """The Markdown text of an agreement as HTML."""
    html = render_markdown(text, picture_of=lambda _path: None, first_level=3)
    return mark_safe(html)  # noqa: S308 rendered by an allow-list

"""The people of a soak and what they work on, created before the processes start."""

from typing import TYPE_CHECKING

from bench.soak.people import AdminReader, ReviewerOfTeam, SoakApiClient, SoakPartner, Visitor
from bench.soak.person import SoakPerson, Traffic

if TYPE_CHECKING:
    from accounts.models import Person

_PARTNERS, _REVIEWERS, _ADMINS, _VISITORS = 8, 4, 3, 4  # and an API client


def create_people(traffic: Traffic, *, base_url: str) -> list[SoakPerson]:
    """Twenty people: partners with a draft each, reviewers of the four teams, admins, visitors and an API client."""
    from accounts.models import Team
    from common.actor import Role
    from tests.accounts.factories import make_admin, make_organisation, make_reviewer, owner_of
    from tests.api.factories import caller_of

    partners = [_partner(traffic, base_url=base_url, number=number) for number in range(_PARTNERS)]
    reviewers = [make_reviewer(team) for team in list(Team)[:_REVIEWERS]]
    staff: list[SoakPerson] = [
        ReviewerOfTeam(traffic, base_url=base_url, cookies=_session_of(person)) for person in reviewers
    ]
    admins = [AdminReader(traffic, base_url=base_url, cookies=_session_of(make_admin())) for _number in range(_ADMINS)]
    visitors = [Visitor(traffic, base_url=base_url) for _number in range(_VISITORS)]
    organisation = make_organisation("Soak API")
    caller = caller_of(organisation, owner_of(organisation), Role.OWNER)
    form = caller.form(resource="slipway")
    client = SoakApiClient(traffic, base_url=base_url, tenant=str(organisation.pk), form=form)
    return [*partners, *staff, *admins, *visitors, client]


def _partner(traffic: Traffic, *, base_url: str, number: int) -> SoakPartner:
    """The owner of a new organisation, with a draft that can be submitted."""
    from accounts.actors import actor_of
    from tests.accounts.factories import make_member, make_organisation
    from tests.validation.scene import ready

    owner = make_member(make_organisation(f"Soak {number}"))
    listing_id = ready(actor_of(owner), name=f"Soak {number}").listing_id
    return SoakPartner(traffic, base_url=base_url, cookies=_session_of(owner), listing=str(listing_id))


def _session_of(person: "Person") -> dict[str, str]:
    """The cookie of a new session."""
    from django.conf import settings
    from django.test import Client

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {name: browser.cookies[name].value}

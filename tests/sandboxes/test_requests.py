import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup

from accounts.errors import OrganisationSuspended
from accounts.models import Organisation, OrganisationState
from common.actor import ANONYMOUS, Actor, Role
from common.errors import HiddenCharacterRefused, NotAllowed, NotFound, NotPossible
from common.regions import Region
from listings.actions.requests import change_request
from listings.lifecycle.engine import creation_row
from listings.lifecycle.requests import REQUEST
from listings.pages.button_forms import TransitionForm
from sandboxes.actions import request_sandbox
from sandboxes.errors import OrgExists, RequestOpen
from sandboxes.guards import free_org_name
from sandboxes.lifecycles.requests import DECLINE, GRANT, SANDBOX_REQUESTS
from sandboxes.models import OrgState, RequestState, SandboxOrg, SandboxRequest
from sandboxes.page.staff import SHOWN_WAITING_REQUESTS
from tests.listings.scene import draft, member, reviewer
from tests.markup import compact
from tests.reviews.scene import browser_of
from tests.sandboxes.scene import NOW, admin, notified, partner, refused, sandbox, verbs
from tests.transitions import reactivate_org, suspend_org

pytestmark = pytest.mark.django_db
PURPOSE = "We test the dashboards of Acme Queue."


def make_request(of: Organisation, region: Region = Region.US1) -> SandboxRequest:
    owner = member(of, Role.OWNER)
    return request_sandbox(organisation_id=of.pk, region=region, purpose=PURPOSE, by=owner, now=NOW)


def decide(row_id: UUID, verb: str, *, by: Actor, **parameters: str) -> SandboxRequest:
    return change_request(SANDBOX_REQUESTS, row_id, verb, by=by, now=NOW, parameters=parameters)


def grant_request(*, request_id: UUID, by: Actor) -> SandboxOrg | None:
    return decide(request_id, "grant", by=by).org


def test_request_sandbox_waits_for_an_admin() -> None:
    boss = admin()
    acme = partner()

    row = make_request(acme)

    assert (row.state, row.region, row.purpose) == (RequestState.REQUESTED, Region.US1, PURPOSE)
    assert row.due_at == NOW + timedelta(days=2)  # Monday to Wednesday
    assert verbs() == ["sandbox.request"]
    assert boss.id in notified("sandbox.requested")


def test_request_sandbox_is_for_owners() -> None:
    acme = partner()
    arguments = {"organisation_id": acme.pk, "region": Region.US1, "purpose": PURPOSE, "now": NOW}

    for actor in (member(acme, Role.EDITOR), member(acme, Role.VIEWER), admin(), reviewer()):
        with refused(NotAllowed):
            request_sandbox(**arguments, by=actor)
    for actor in (member(partner("Other"), Role.OWNER), ANONYMOUS):
        with refused(NotFound):
            request_sandbox(**arguments, by=actor)


def test_request_sandbox_refuses_a_second_one_in_the_region() -> None:
    acme = partner()
    make_request(acme)
    owner = member(acme, Role.OWNER)

    with refused(RequestOpen):
        request_sandbox(organisation_id=acme.pk, region=Region.US1, purpose=PURPOSE, by=owner, now=NOW)

    assert make_request(acme, Region.EU).region == Region.EU


@pytest.mark.parametrize("purpose", ["", "  short  ", "x" * 1001])
def test_request_sandbox_says_what_it_is_for(purpose: str) -> None:
    acme = partner()
    owner = member(acme, Role.OWNER)

    with refused(NotPossible, "purpose-length"):
        request_sandbox(organisation_id=acme.pk, region=Region.US1, purpose=purpose, by=owner, now=NOW)


@pytest.mark.parametrize("purpose", ["\u200b" * 30, f"\u202e{PURPOSE}"])
def test_purpose_with_hidden_characters_is_refused_by_form_and_action(purpose: str) -> None:
    acme = partner()
    owner = member(acme, Role.OWNER)

    row, subject = creation_row(SANDBOX_REQUESTS, REQUEST), SandboxRequest(organisation=acme)
    form = TransitionForm({"region": "us1", "purpose": purpose}, row=row, subject=subject, actor=owner)

    assert list(form.errors) == ["purpose"]
    with refused(HiddenCharacterRefused):
        request_sandbox(organisation_id=acme.pk, region=Region.US1, purpose=purpose, by=owner, now=NOW)


def test_purpose_is_proposed_from_the_listings_in_progress() -> None:
    acme = partner()
    owner = member(acme, Role.OWNER)
    client = browser_of(owner)
    before = client.get("/sandboxes/").content.decode()
    for days, name in enumerate(("Acme Queue", "Acme Cache")):
        draft(owner, name=name, now=NOW + timedelta(days=days))

    after = client.get("/sandboxes/").content.decode()

    proposal = "Testing Acme Cache and Acme Queue before publication."
    assert (proposal in before, proposal in after) == (False, True)


def test_request_sandbox_needs_an_active_organisation() -> None:
    acme = partner(state=OrganisationState.SUSPENDED)
    owner = member(acme, Role.OWNER)

    with refused(OrganisationSuspended):
        request_sandbox(organisation_id=acme.pk, region=Region.US1, purpose=PURPOSE, by=owner, now=NOW)


def test_grant_request_makes_the_org_once() -> None:
    acme = partner()
    row, boss = make_request(acme), admin()
    editor = member(acme, Role.EDITOR)

    org = grant_request(request_id=row.pk, by=boss)
    again = grant_request(request_id=row.pk, by=boss)

    assert again == org
    assert (org.name, org.region, org.state, org.is_extra) == ("acme-dev", Region.US1, OrgState.ACTIVE, False)
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decided_at, row.org) == (RequestState.GRANTED, boss.id, NOW, org)
    assert verbs() == ["sandbox.request", "sandbox.grant"]
    assert editor.id in notified("sandbox.granted")


def test_grant_request_is_for_admins_who_do_not_belong_to_the_partner() -> None:
    acme = partner()
    row = make_request(acme)
    owner, boss = member(acme, Role.OWNER), admin()
    colleague = type(boss)(kind=boss.kind, id=boss.id, is_admin=True, organisations={acme.pk: Role.VIEWER})

    for actor in (owner, reviewer(), colleague):
        with refused(NotAllowed):
            grant_request(request_id=row.pk, by=actor)
    with refused(NotFound):
        grant_request(request_id=row.pk, by=member(partner("Other"), Role.OWNER))
    with refused(NotFound):
        grant_request(request_id=uuid4(), by=boss)


def test_a_second_org_in_a_region_is_an_exception() -> None:
    acme, boss = partner(), admin()
    sandbox(acme)
    row = make_request(acme)

    with refused(OrgExists):
        grant_request(request_id=row.pk, by=boss)
    org = decide(row.pk, "grant extra", by=boss).org

    assert (org.name, org.is_extra) == ("acme-dev-2", True)
    assert verbs()[-1] == "sandbox.grant-extra"


def test_decline_request_says_why() -> None:
    acme, boss = partner(), admin()
    row = make_request(acme)

    with refused(NotPossible, "reason-missing"):
        decide(row.pk, "decline", by=boss, reason="  ")
    declined = decide(row.pk, "decline", by=boss, reason=" Not yet. ")
    again = decide(row.pk, "decline", by=boss, reason="Other")

    assert (declined.state, again.answer) == (RequestState.DECLINED, "Not yet.")
    assert verbs() == ["sandbox.request", "sandbox.decline"]
    assert row.requested_by in notified("sandbox.declined")
    with refused(NotPossible, "request-decided"):
        grant_request(request_id=row.pk, by=boss)


def test_a_granted_request_cannot_be_declined() -> None:
    row, boss = make_request(partner()), admin()
    grant_request(request_id=row.pk, by=boss)

    with refused(NotPossible, "request-decided"):
        decide(row.pk, "decline", by=boss, reason="Late")


def test_suspend_org_closes_it_until_it_is_reactivated() -> None:
    acme, boss = partner(), admin()
    org, editor = sandbox(acme), member(acme, Role.EDITOR)

    with refused(NotPossible, "reason-missing"):
        suspend_org(org_id=org.pk, reason="", by=boss, now=NOW)
    suspend_org(org_id=org.pk, reason="Abuse", by=boss, now=NOW)
    with refused(NotPossible, "state"):
        suspend_org(org_id=org.pk, reason="Abuse", by=boss, now=NOW)
    suspended = SandboxOrg.objects.get().state
    reactivate_org(org_id=org.pk, by=boss, now=NOW)
    with refused(NotPossible, "state"):
        reactivate_org(org_id=org.pk, by=boss, now=NOW)

    assert (suspended, SandboxOrg.objects.get().state) == (OrgState.SUSPENDED, OrgState.ACTIVE)
    assert verbs() == ["sandbox.suspend", "sandbox.reactivate"]
    assert editor.id in notified("sandbox.suspended") & notified("sandbox.reactivated")


def test_reactivate_org_refuses_where_another_took_its_place() -> None:
    acme, boss = partner(), admin()
    org = sandbox(acme, state=OrgState.SUSPENDED)
    sandbox(acme, name="acme-other")

    with refused(OrgExists):
        reactivate_org(org_id=org.pk, by=boss, now=NOW)


def test_orgs_are_run_by_admins() -> None:
    acme = partner()
    org = sandbox(acme)

    for actor in (member(acme, Role.OWNER), reviewer()):
        with refused(NotAllowed):
            suspend_org(org_id=org.pk, reason="Why", by=actor, now=NOW)
    with refused(NotFound):
        suspend_org(org_id=org.pk, reason="Why", by=member(partner("Other")), now=NOW)


@pytest.mark.parametrize(
    "region, taken, name",
    [
        ("us1", [], "acme-dev"),
        ("eu", [], "acme-dev-eu"),
        ("us1", ["acme-dev"], "acme-dev-2"),
        ("us1", ["acme-dev", "acme-dev-2"], "acme-dev-3"),
    ],
)
def test_free_org_name_is_not_taken(region: str, taken: list[str], name: str) -> None:
    assert free_org_name("acme", region, taken) == name


def test_requests_beyond_the_first_are_on_pages_of_their_own() -> None:
    partners = [partner(f"Partner {number:02}") for number in range(SHOWN_WAITING_REQUESTS + 11)]
    for organisation in partners:
        make_request(organisation)
    decide(SandboxRequest.objects.get(organisation=partners[-1]).pk, "decline", by=admin(), reason="No")
    boss = browser_of(admin())

    first = compact(boss.get("/sandboxes/").content.decode())
    listed, address = [], "/sandboxes/requests/all/"
    while address:
        page = compact(boss.get(address).content.decode())
        listed += re.findall(r">(Partner \d\d)</a>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""

    assert first.count(">Partner ") >= SHOWN_WAITING_REQUESTS
    assert ("30 requests waiting" in first, 'href="/sandboxes/requests/all/"' in first) == (True, True)
    assert sorted(listed) == [partner.name for partner in partners[:-1]]
    everything = compact(boss.get("/sandboxes/requests/all/?show=all").content.decode())
    assert ("Declined" in everything, everything.count("All requests")) == (True, 1)


def test_buttons_of_two_requests_have_different_names() -> None:
    acme = partner("Acme")
    for region in (Region.US1, Region.EU):
        make_request(acme, region)

    page = compact(browser_of(admin()).get("/sandboxes/requests/all/").content.decode())

    names = re.findall(r'<span class="sr"> ?(Acme[^<]*)</span>', page)
    assert sorted(name.strip() for name in names) == ["Acme, EU", "Acme, EU", "Acme, US1", "Acme, US1"]


def test_list_has_the_buttons_that_decide() -> None:
    """Those that ask for something lead to their form on the page of the request."""
    waiting = make_request(partner("Acme"))
    boss = browser_of(admin())
    page = BeautifulSoup(boss.get("/sandboxes/requests/all/").content, "html.parser")

    (link,) = page.select(f'a.btn[href="{waiting.get_absolute_url()}#decline"]')
    (form,) = page.select(f'form[action="{waiting.get_absolute_url()}grant/"]')
    texts = [button.select_one("span").find(string=True).strip() for button in (link, form.select_one("button"))]
    rows = {row.verb: str(row.label) for row in SANDBOX_REQUESTS.rows}
    assert texts == [rows[DECLINE], rows[GRANT]]
    assert "actions" in form["class"]  # as wide as its button, which does not lie below the next one
    assert 'id="decline"' in boss.get(waiting.get_absolute_url()).content.decode()


def test_organisations_are_listed_without_regard_to_case() -> None:
    for name in ("beta", "Alpha", "alps", "Gamma"):
        sandbox(partner(name), name=f"{name.lower()}-dev")
    boss = browser_of(admin())

    for address, pattern in (
        ("/organisations/", r'<a href="/organisations/[\w-]+/">([^<]+)</a><span'),
        ("/sandboxes/orgs/", r'<td class="full">([^<]+)<'),
    ):
        names = re.findall(pattern, compact(boss.get(address).content.decode()))
        assert names == ["Alpha", "alps", "beta", "Gamma"], address

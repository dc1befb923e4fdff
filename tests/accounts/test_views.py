"""Who may open which page, and what the pages show and do."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.actors import actor_of
from accounts.models import AgreementAcceptance, AgreementVersion, Invitation, Membership, Organisation, Person, Team
from accounts.templatetags.user_agents import device
from audit.models import Event
from common.actor import Role, TeamRole
from tests.accounts.factories import (
    make_admin,
    make_agreement,
    make_member,
    make_organisation,
    make_person,
    make_reviewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ROLES = ("nobody", "outsider", "viewer", "editor", "owner", "reviewer", "admin")


def somebody(role: str, organisation: Organisation) -> Person | None:
    makers: dict[str, Callable[[], Person | None]] = {
        "nobody": lambda: None,
        "outsider": make_person,
        "reviewer": make_reviewer,
        "admin": make_admin,
    }
    make = makers.get(role)
    return make() if make else make_member(organisation, Role[role.upper()])


def open_as(role: str, client: Client, path: str, *, method: str = "get", data: object = None) -> int:
    organisation = Organisation.objects.get(slug="northquay")
    person = somebody(role, organisation)
    if person:
        client.force_login(person)
    return getattr(client, method)(path, data).status_code


MEMBERS_ONLY = dict(zip(ROLES, (302, 404, 200, 200, 200, 404, 404), strict=True))
ADMINS_ONLY = dict(zip(ROLES, (302, 403, 403, 403, 403, 403, 200), strict=True))
EVERYBODY = dict(zip(ROLES, (302, 200, 200, 200, 200, 200, 200), strict=True))
PAGES = {
    "organisation/northquay/": MEMBERS_ONLY,
    "organisation/northquay/members/": MEMBERS_ONLY,
    "organisation/northquay/leave/": MEMBERS_ONLY,
    "organisation/northquay/agreements/": MEMBERS_ONLY,
    "organisation/northquay/agreements/programme/": MEMBERS_ONLY,
    "organisations/": ADMINS_ONLY,
    "organisations/northquay/": ADMINS_ONLY,
    "teams/": ADMINS_ONLY,
    "agreements/": ADMINS_ONLY,
    "organisation/new/": EVERYBODY,
    "profile/": EVERYBODY,
    "notices/": EVERYBODY,
    "notices/preferences/": EVERYBODY,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_for_those_who_may_see_it(client: Client, page: str, role: str) -> None:
    make_organisation()
    make_agreement()

    assert open_as(role, client, f"/{page}") == PAGES[page][role]


OWNERS_ONLY = dict(zip(ROLES, (302, 404, 403, 403, 302, 404, 404), strict=True))
CHANGES = {
    "organisation/northquay/invitations/": {"email": "new@partner.example", "role": "1"},
    "organisation/northquay/": {"name": "Other", "url": "https://other.example"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", CHANGES)
def test_change_is_for_owners(client: Client, page: str, role: str) -> None:
    organisation = make_organisation()

    assert open_as(role, client, f"/{page}", method="post", data=CHANGES[page]) == OWNERS_ONLY[role]

    organisation.refresh_from_db()
    has_changed = Invitation.objects.exists() or organisation.name == "Other"
    assert has_changed == (role == "owner")


@pytest.mark.parametrize("role", ROLES)
def test_suspending_is_for_admins(client: Client, role: str) -> None:
    organisation = make_organisation()
    expected = dict(zip(ROLES, (302, 403, 403, 403, 403, 403, 302), strict=True))[role]

    assert (
        open_as(role, client, "/organisations/northquay/suspend/", method="post", data={"reason": "Unpaid"}) == expected
    )

    organisation.refresh_from_db()
    assert organisation.is_active == (role != "admin")


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_start_tells_somebody_who_belongs_nowhere_what_to_do(client: Client) -> None:
    person = make_person("ada")
    client.force_login(person)

    page = text_of(client, "/organisation/")

    assert "Create organisation" in page
    assert f"<code>{person.email}</code>" in page


def test_start_leads_to_the_only_organisation_and_lists_several(client: Client) -> None:
    organisation = make_organisation()
    person = make_member(organisation, Role.EDITOR)
    client.force_login(person)
    assert client.get("/organisation/").url == "/organisation/northquay/"

    other = make_organisation("Other")
    Membership.objects.create(organisation=other, person=person, role=Role.VIEWER)

    page = text_of(client, "/organisation/")
    assert "/organisation/northquay/" in page
    assert "/organisation/other/" in page
    assert 'aria-label="Your organisations"' in text_of(client, "/organisation/other/")


def test_organisation_is_created_from_its_page(client: Client) -> None:
    person = make_person("ada")
    client.force_login(person)

    response = client.post("/organisation/new/", {"name": "Blue Fjord", "url": "https://fjord.example"})

    assert response.url == "/"
    assert actor_of(person).organisations
    assert reverse("studio:listing-new") in client.get("/").content.decode()


def test_organisation_form_points_at_what_is_missing(client: Client) -> None:
    client.force_login(make_person("ada"))

    page = client.post("/organisation/new/", {"name": "", "url": "not an address"})

    assert page.status_code == 422
    assert page.content.decode().count('aria-invalid="true"') == 2
    assert not Organisation.objects.exists()


def test_vendor_id_cannot_be_sent_with_the_profile(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.OWNER))

    client.post("/organisation/northquay/", {"name": "Other", "url": "https://o.example", "vendor_id": "mine"})

    organisation.refresh_from_db()
    assert (organisation.name, organisation.vendor_id) == ("Other", "northquay")


def test_last_owner_is_sent_back_with_the_reason(client: Client) -> None:
    client.force_login(make_member(make_organisation(), Role.OWNER))
    address = "http://testserver/organisation/northquay/leave/"

    response = client.post("/organisation/northquay/leave/", headers={"referer": address}, follow=True)

    assert "needs at least one owner" in response.content.decode()


def test_member_is_removed_after_a_question(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.OWNER))
    member = make_member(organisation, Role.EDITOR, "ada")
    path = reverse("accounts:member-remove", args=["northquay", member.pk])

    assert "Remove Ada" in text_of(client, path)
    client.post(path)

    assert not Membership.objects.filter(person=member).exists()


def test_role_is_changed_from_the_list(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(make_member(organisation, Role.OWNER))
    member = make_member(organisation, Role.EDITOR, "ada")

    client.post(reverse("accounts:member-role", args=["northquay", member.pk]), {"role": "3"})

    assert Membership.objects.get(person=member).role == Role.OWNER


def test_agreement_is_read_and_accepted(client: Client) -> None:
    organisation = make_organisation()
    version = make_agreement()
    owner = make_member(organisation, Role.OWNER)
    client.force_login(owner)
    assert "To submit listings, you must accept" in text_of(client, "/organisation/northquay/")

    page = text_of(client, "/organisation/northquay/agreements/programme/")
    assert "Be <em>fair</em>." in page
    client.post(f"/organisation/northquay/agreements/{version.pk}/accept/")

    assert AgreementAcceptance.objects.get().by == owner
    assert "To submit listings, you must accept" not in text_of(client, "/organisation/northquay/")


def test_agreement_is_published_after_a_preview(client: Client) -> None:
    organisation, version = make_organisation(), make_agreement()
    owner = make_member(organisation, Role.OWNER)
    AgreementAcceptance.objects.create(organisation=organisation, version=version, by=owner)
    client.force_login(make_admin())
    sent = {"kind": "programme", "number": "2", "text": "Be **kind**.", "reason": "Clearer words"}

    assert client.post("/agreements/", {**sent, "number": "4"}).status_code == 422
    assert client.post("/agreements/", {**sent, "reason": ""}).status_code == 422
    assert client.post("/agreements/", {**sent, "text": "x" * 100_001}).status_code == 422
    preview = client.post("/agreements/", sent).content.decode()
    assert "<strong>kind</strong>" in preview
    assert "1 organisation has accepted an earlier version" in preview
    assert organisation.name in preview
    assert "Be **kind**." in client.post("/agreements/", {**sent, "edit": "1"}).content.decode()
    assert AgreementVersion.objects.count() == 1

    client.post("/agreements/", {**sent, "confirmed": "1"})

    client.force_login(owner)
    page = text_of(client, "/organisation/northquay/agreements/programme/")
    assert "Clearer words" in page
    assert "Accept agreement" in page


def test_organisation_is_suspended_with_a_reason(client: Client) -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    client.force_login(make_admin())

    assert str(owner) in text_of(client, "/organisations/northquay/suspend/")
    assert client.post("/organisations/northquay/suspend/", {"reason": " "}).status_code == 422
    client.post("/organisations/northquay/suspend/", {"reason": "Unpaid"})

    assert "Unpaid" in text_of(client, "/organisations/northquay/")
    client.force_login(owner)
    assert "Unpaid" in text_of(client, "/organisation/northquay/")


def test_agreement_cannot_be_accepted_by_an_editor(client: Client) -> None:
    organisation = make_organisation()
    version = make_agreement()
    client.force_login(make_member(organisation, Role.EDITOR))

    assert "Accept agreement" not in text_of(client, "/organisation/northquay/agreements/programme/")
    assert client.post(f"/organisation/northquay/agreements/{version.pk}/accept/").status_code == 403


def test_vendor_id_is_confirmed_by_an_admin(client: Client) -> None:
    organisation = make_organisation()
    make_organisation("Taken")
    client.force_login(make_admin())

    refused = client.post("/organisations/northquay/", {"vendor_id": "taken"})
    bad = client.post("/organisations/northquay/", {"vendor_id": "Not An Id"})
    client.post("/organisations/northquay/", {"vendor_id": "north-quay"})

    assert (refused.status_code, bad.status_code) == (422, 422)
    organisation.refresh_from_db()
    assert (organisation.vendor_id, organisation.is_confirmed) == ("north-quay", True)
    assert "Confirm vendor ID" not in text_of(client, "/organisations/northquay/")


@pytest.mark.parametrize("query,shown", [("?q=fjord", ["fjord"]), ("?show=suspended", ["closed"]), ("", "all")])
def test_organisations_are_found_by_name_and_state(client: Client, query: str, shown: object) -> None:
    make_organisation("Fjord")
    make_organisation("Closed", state="suspended")
    client.force_login(make_admin())

    page = text_of(client, f"/organisations/{query}")

    slugs = [slug for slug in ("fjord", "closed") if f"/organisations/{slug}/" in page]
    assert slugs == (["fjord", "closed"] if shown == "all" else shown)


def test_empty_view_of_organisations_does_not_suggest_that_there_are_none(client: Client) -> None:
    make_organisation("Fjord")
    client.force_login(make_admin())

    page = text_of(client, "/organisations/?show=aliases")

    assert "No organisation matches this view or the search." in page


@pytest.mark.parametrize("path", ["/organisations/", "/organisation/northquay/members/", "/teams/"])
def test_lists_cost_the_same_for_3_rows_and_30(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    northquay = make_organisation()
    client.force_login(make_member(northquay, Role.OWNER, is_admin=True))

    def fill(count: int) -> None:
        for number in range(count):
            make_member(northquay, Role.VIEWER)
            make_member(make_organisation(f"Fleet {number} {count}"))
            make_reviewer(Team.ECOSYSTEMS)

    fill(3)
    client.get(path)
    with CaptureQueriesContext(connection) as three:
        client.get(path)
    fill(27)
    with django_assert_num_queries(len(three)):
        client.get(path)


def test_organisations_come_in_pages(client: Client) -> None:
    for number in range(51):
        make_organisation(f"Fleet {number:02}")
    client.force_login(make_admin())

    first = client.get("/organisations/")
    second = client.get(first.context["next"])

    assert [len(page.context["rows"]) for page in (first, second)] == [50, 1]


def test_teams_page_puts_and_removes(client: Client) -> None:
    person = make_person("ada")
    make_reviewer(Team.DOCUMENTATION, role=TeamRole.LEAD)
    client.force_login(make_admin())

    client.post("/teams/members/", {"team": "documentation", "email": person.email, "role": "2"})
    assert actor_of(person).leads("documentation")
    assert f"{person}, Documentation</span>" in client.get("/teams/").content.decode()
    client.post(f"/teams/documentation/members/{person.pk}/remove/")

    assert not actor_of(person).is_staff


def test_profile_changes_name_language_and_zone(client: Client) -> None:
    person = make_person("ada")
    client.force_login(person)

    with translation.override("en"):
        client.post("/profile/", {"name": "Ada B.", "language": "fr", "time_zone": "Europe/Paris"})
        page = text_of(client, "/profile/")

    person.refresh_from_db()
    assert (person.name, person.language, person.time_zone) == ("Ada B.", "fr", "Europe/Paris")
    assert '<html lang="fr"' in page


def test_language_of_the_header_becomes_the_preference(client: Client) -> None:
    person = make_person("ada")
    client.post("/preferences/language/", {"language": "ja", "next": "/profile/"})
    assert client.cookies["django_language"].value == "ja"
    client.force_login(person)

    for _ in range(2):
        response = client.post("/preferences/language/", {"language": "fr", "next": "/profile/"})

    person.refresh_from_db()
    assert (person.language, response.url) == ("fr", "/profile/")
    assert client.cookies["django_language"].value == "fr"
    assert [event.verb for event in Event.objects.all()] == ["person.update"]


def test_language_of_the_profile_remains_after_signing_out(client: Client) -> None:
    client.post("/preferences/language/", {"language": "ja"})
    client.force_login(make_person("ada"))
    client.post("/profile/", {"name": "Ada B.", "language": "fr", "time_zone": "Europe/Paris"})

    client.post("/accounts/logout/")

    assert '<html lang="fr"' in text_of(client, "/accounts/login/")


def test_language_of_the_profile_overrides_that_of_the_browser(client: Client) -> None:
    client.post("/preferences/language/", {"language": "ja"})
    client.force_login(make_person("ada", language="fr"))

    assert '<html lang="fr"' in text_of(client, "/profile/")
    del client.cookies["sessionid"]
    assert '<html lang="ja"' in text_of(client, "/accounts/login/")


@pytest.mark.parametrize("language", ["de", ""])
def test_language_must_be_one_of_the_portal(client: Client, language: str) -> None:
    client.force_login(make_person("ada"))

    assert client.post("/preferences/language/", {"language": language}).status_code == 400


def test_copy_of_one_s_data_needs_the_password_again(client: Client) -> None:
    client.force_login(make_member(make_organisation(), Role.EDITOR, "ada"))

    assert client.get("/profile/export/").url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": "kelp-anchor-ferry"})
    copy = client.get("/profile/export/").json()

    assert copy["account"]["addresses"] == [{"email": "ada@partner.example", "verified": True, "primary": True}]
    assert copy["organisations"][0]["organisation__name"] == "Northquay"
    assert copy["notices"] == []


def test_account_is_erased_from_its_page(client: Client) -> None:
    person = make_person("ada")
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": "kelp-anchor-ferry"})

    client.post("/profile/erase/")

    person.refresh_from_db()
    assert person.erased_at is not None
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    "user_agent,shown",
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156 Safari/537.36",
            "Chrome · Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari/537.36 Edg/156", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 20 like Mac OS X) Version/20 Safari/604.1", "Safari · iPhone"),
        ("curl/8.1", "curl/8.1"),
        ("", "Unknown browser"),
    ],
)
def test_device_is_named_in_two_words(user_agent: str, shown: str) -> None:
    assert device(user_agent) == shown

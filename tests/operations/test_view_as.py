"""An admin views the portal as a person: who, for how long, what is recorded, and what is refused."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erase_person
from accounts.actors import actor_of
from accounts.models import Organisation, Person, Team, TeamMembership
from accounts.personal_data import personal_data_of
from accounts.session_life import USED_AT
from audit.models import Event
from common.actor import Role, TeamRole
from common.errors import NotAllowed, NotFound
from common.ids import uuid7
from notices.models import Notice
from operations.errors import PersonNotViewable
from operations.models import PersonView
from operations.tasks import end_views
from operations.view_as.actions import LIFETIME, start_view
from operations.view_as.middleware import SESSION_KEY
from reviews.page.next_review import QUEUE_SESSION_KEY
from tests.accounts.factories import PASSWORD, make_admin, make_member, make_organisation, make_reviewer

pytestmark = pytest.mark.django_db
REASON = "You asked why you can't submit"


@pytest.fixture
def acme() -> Organisation:
    return make_organisation("Acme")


@pytest.fixture
def olga(acme: Organisation) -> Person:
    return make_member(acme, Role.OWNER, "olga")


@pytest.fixture
def ada() -> Person:
    return make_admin("ada")


def browser_for(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def viewing(ada: Person, olga: Person) -> Client:
    """The browser of Ada, who views the portal as Olga."""
    client = browser_for(ada)
    response = client.post(f"/view-as/{olga.pk}/", {"reason": REASON})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    return client


def verbs() -> list[str]:
    """Events, without those of sign-in."""
    return [verb for verb in Event.objects.order_by("pk").values_list("verb", flat=True) if verb.startswith("view-as.")]


def text_of(client: Client, address: str = "/") -> str:
    return " ".join(client.get(address).content.decode().split())


def let_time_pass() -> None:
    """Move the views to ten minutes ago."""
    PersonView.objects.update(started_at=F("started_at") - LIFETIME, ends_at=F("ends_at") - LIFETIME)


def test_admin_starts_from_the_page_of_an_organisation_and_reads_the_persons_pages(
    ada: Person, olga: Person, acme: Organisation
) -> None:
    client = browser_for(ada)
    assert f'href="/view-as/{olga.pk}/"' in text_of(client, f"/organisations/{acme.slug}/")
    old_key = client.session.session_key
    assert "Olga" in text_of(client, f"/view-as/{olga.pk}/")

    client.post(f"/view-as/{olga.pk}/", {"reason": REASON})

    page = text_of(client, f"/organisation/{acme.slug}/")  # only its members may open it
    assert "Ada, you are viewing the portal as <b>Olga</b>" in page
    assert "The view ends in 10 minutes." in page
    assert client.session.session_key != old_key
    assert client.get("/audit/").status_code == 403
    (event,) = Event.objects.filter(verb="view-as.start")
    assert (event.actor_id, event.object_ids["person"]) == (ada.pk, str(olga.pk))
    assert REASON not in str(event.object_ids)


def test_admin_ends_the_view(viewing: Client, ada: Person) -> None:
    key = viewing.session.session_key

    response = viewing.post("/view-as/end/", follow=True)

    assert "You are back on your own pages." in response.content.decode()
    assert "you are viewing the portal as" not in response.content.decode()
    assert viewing.get("/audit/").status_code == 200
    assert viewing.session.session_key != key
    assert verbs() == ["view-as.start", "view-as.end"]
    assert Event.objects.get(verb="view-as.end").actor_id == ada.pk


def test_view_ends_after_ten_minutes(viewing: Client, acme: Organisation) -> None:
    assert viewing.get(f"/organisation/{acme.slug}/").status_code == 200
    let_time_pass()

    assert viewing.get(f"/organisation/{acme.slug}/").status_code == 404
    assert viewing.get("/audit/").status_code == 200
    assert verbs() == ["view-as.start", "view-as.end"]
    assert SESSION_KEY not in viewing.session


def test_job_ends_a_view_that_nobody_continues(viewing: Client) -> None:
    end_views(renew=lambda: None)
    assert verbs() == ["view-as.start"]

    let_time_pass()
    end_views(renew=lambda: None)

    assert (verbs(), Event.objects.get(verb="view-as.end").actor_id) == (["view-as.start", "view-as.end"], None)


def test_sign_out_ends_the_view_and_is_an_event_of_the_admin(viewing: Client, ada: Person) -> None:
    viewing.post("/accounts/logout/")

    assert verbs() == ["view-as.start", "view-as.end"]
    assert list(Event.objects.filter(verb="sign-out").values_list("actor_id", flat=True)) == [ada.pk]
    assert viewing.get("/").wsgi_request.user.is_anonymous


def test_person_is_told_the_reason_and_finds_it_in_the_copy_of_their_data(
    viewing: Client, ada: Person, olga: Person
) -> None:
    notice = Notice.objects.get(person=olga)

    page = text_of(browser_for(olga), "/notices/")

    assert notice.kind == "account.viewed"
    assert "Ada viewed the portal as you" in page
    assert "Reason: You asked why you can" in page
    (view,) = personal_data_of(olga)["operations"]
    assert (view["viewed_by"], view["reason"]) == ("Ada", REASON)
    assert notice.read_at is None


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_unsafe_method_is_refused(method: str, viewing: Client, acme: Organisation) -> None:
    address = f"/organisation/{acme.slug}/"

    response = getattr(viewing, method)(address, {"name": "Other", "url": "https://other.example"})

    assert response.status_code == 403
    assert "You are viewing the portal as another person" in response.content.decode()
    assert Organisation.objects.get().name == "Acme"


def test_scripts_get_json_and_parts_of_pages_a_toast(viewing: Client) -> None:
    as_json = viewing.post("/preferences/theme/", {}, content_type="application/json")
    as_toast = viewing.post("/notices/read-all/", headers={"HX-Request": "true"})

    assert (as_json.status_code, as_json.json()["code"]) == (403, "read-only")
    assert (as_toast.status_code, "can't change anything" in as_toast.headers["HX-Trigger"]) == (403, True)


@pytest.mark.parametrize(
    "address",
    [
        "/profile/",
        "/profile/export/",
        "/accounts/sessions/",
        "/accounts/2fa/",
        "/accounts/email/",
        "/sign-in/identities/",
        "/organisation/acme/sign-in/",
        "/organisation/acme/sign-in/provider/",
    ],
)
def test_pages_with_secrets_and_of_the_account_are_closed(address: str, viewing: Client) -> None:
    response = viewing.get(address)

    assert response.status_code == 403
    assert "shown while you view the portal as another person" in " ".join(response.content.decode().split())


def test_session_of_the_admin_keeps_nothing_of_the_persons_pages(viewing: Client) -> None:
    before = dict(viewing.session)

    for address in ("/", "/listings/", "/notices/", "/queue/"):
        viewing.get(address)

    assert dict(viewing.session) == before


def test_session_that_is_stored_anyway_keeps_the_filter_of_the_admin(ada: Person) -> None:
    """Every five minutes, a request stores when the session was used."""
    TeamMembership.objects.create(team=Team.ENGINEERING, person=ada, role=TeamRole.LEAD, created_at=timezone.now())
    client = browser_for(ada)
    client.get("/queue/?q=kelp")
    client.post(f"/view-as/{make_reviewer().pk}/", {"reason": REASON})
    session = client.session
    session[USED_AT] = 0
    session.save()

    assert client.get("/queue/?q=ferry").status_code == 200

    assert client.session[USED_AT] > 0
    assert client.session[QUEUE_SESSION_KEY] == session[QUEUE_SESSION_KEY]


def test_second_view_ends_the_first(viewing: Client, ada: Person, acme: Organisation) -> None:
    other = make_member(acme, Role.VIEWER, "vera")

    browser_for(ada).post(f"/view-as/{other.pk}/", {"reason": REASON})

    assert list(PersonView.objects.filter(ended_at=None).values_list("person_id", flat=True)) == [other.pk]
    assert verbs() == ["view-as.start", "view-as.end", "view-as.start"]
    assert viewing.get("/audit/").status_code == 200  # the first session is the admin's own again


def test_view_ends_when_the_person_becomes_an_admin(viewing: Client, olga: Person) -> None:
    Person.objects.filter(pk=olga.pk).update(is_admin=True)

    assert "you are viewing" not in text_of(viewing)
    assert verbs() == ["view-as.start", "view-as.end"]


def test_view_ends_when_the_admin_loses_the_role(viewing: Client, ada: Person, acme: Organisation) -> None:
    Person.objects.filter(pk=ada.pk).update(is_admin=False)

    assert viewing.get(f"/organisation/{acme.slug}/").status_code == 404
    assert verbs() == ["view-as.start", "view-as.end"]


def _same_team(admin: Person) -> Person:
    TeamMembership.objects.create(
        team=Team.ENGINEERING, person=admin, role=TeamRole.REVIEWER, created_at=timezone.now()
    )
    return make_reviewer(role=TeamRole.LEAD)


@pytest.mark.parametrize("person_for", [lambda _: make_admin(), lambda _: make_reviewer(), _same_team, lambda ada: ada])
def test_admins_and_staff_with_more_rights_cannot_be_viewed(
    person_for: Callable[[Person], Person], ada: Person
) -> None:
    person = person_for(ada)

    with pytest.raises(PersonNotViewable):
        start_view(person_id=person.pk, reason=REASON, by=actor_of(ada), now=timezone.now())

    response = browser_for(ada).post(f"/view-as/{person.pk}/", {"reason": REASON})
    assert (response.status_code, PersonView.objects.count(), verbs()) == (403, 0, [])


def test_staff_with_fewer_rights_can_be_viewed(ada: Person) -> None:
    TeamMembership.objects.create(team=Team.ENGINEERING, person=ada, role=TeamRole.LEAD, created_at=timezone.now())

    assert start_view(person_id=make_reviewer().pk, reason=REASON, by=actor_of(ada), now=timezone.now()).pk


def test_only_admins_start_a_view_with_a_reason(ada: Person, olga: Person, acme: Organisation) -> None:
    vera, now = make_member(acme, Role.VIEWER, "vera"), timezone.now()
    for by in (olga, make_reviewer(role=TeamRole.LEAD)):
        assert browser_for(by).post(f"/view-as/{vera.pk}/", {"reason": REASON}).status_code == 403
        with pytest.raises(NotAllowed):
            start_view(person_id=vera.pk, reason=REASON, by=actor_of(by), now=now)
    with pytest.raises(NotFound):
        start_view(person_id=uuid7(), reason=REASON, by=actor_of(ada), now=now)

    client = browser_for(ada)
    for reason in ("", " ", "x" * 2001):
        assert client.post(f"/view-as/{vera.pk}/", {"reason": reason}).status_code == 422
    assert client.post(f"/view-as/{vera.pk}/", {"reason": "a\0b"}).status_code in {400, 422}
    assert client.get(f"/view-as/{uuid7()}/").status_code == 404
    assert PersonView.objects.count() == 0


def test_start_requires_the_password(ada: Person, olga: Person) -> None:
    client = Client()
    client.force_login(ada)

    response = client.post(f"/view-as/{olga.pk}/", {"reason": REASON})

    assert (response.status_code, PersonView.objects.count()) == (302, 0)
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("value", ["", "x", "00000000-0000-0000-0000-000000000000", 7, None])
def test_session_with_a_wrong_view_is_the_admins_own(value: object, ada: Person) -> None:
    client = browser_for(ada)
    session = client.session
    session[SESSION_KEY] = value
    session.save()

    assert (client.get("/audit/").status_code, SESSION_KEY in client.session) == (200, False)


def test_view_of_another_admin_is_not_usable(viewing: Client, acme: Organisation) -> None:
    client = browser_for(make_admin("eve"))
    session = client.session
    session[SESSION_KEY] = viewing.session[SESSION_KEY]
    session.save()

    assert client.get(f"/organisation/{acme.slug}/").status_code == 404
    assert verbs() == ["view-as.start"]


def test_views_are_erased_with_the_person(viewing: Client, olga: Person, acme: Organisation) -> None:
    make_member(acme, Role.OWNER, "oscar")

    erase_person(person_id=olga.pk, by=actor_of(olga), now=timezone.now())

    assert PersonView.objects.count() == 0
    assert "you are viewing" not in text_of(viewing)


def test_language_and_device_stay_those_of_the_admin(viewing: Client, olga: Person) -> None:
    Person.objects.filter(pk=olga.pk).update(language="fr")

    page = text_of(viewing)

    assert '<html lang="en"' in page
    assert olga.pk not in set(olga.usersession_set.values_list("user_id", flat=True))
    assert settings.DEVICE_COOKIE_NAME not in viewing.get("/").cookies

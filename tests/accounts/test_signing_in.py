import re
from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings

from accounts.models import Person
from accounts.recent_sign_in import count_as_confirmation
from audit.models import Event
from common.actor import Role
from tests.accounts.factories import (
    PASSWORD,
    SECRET,
    give_second_factor,
    make_admin,
    make_member,
    make_organisation,
    make_person,
    make_reviewer,
)
from tests.markup import compact

pytestmark = pytest.mark.django_db
Sent = Callable[[], list[EmailMessage]]
SIGN_UP_FORM = {"name": "Ada Byron", "email": "Ada@partner.example", "password1": PASSWORD}


@pytest.fixture
def sent(run_jobs: Callable[[], int]) -> Sent:
    """The e-mails that have been sent once the queue is empty."""

    def after_all_jobs() -> list[EmailMessage]:
        run_jobs()
        return mail.outbox

    return after_all_jobs


def link_in(message: object) -> str:
    match = re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)
    assert match
    return match[1]


def sign_in(client: Client, email: str, password: str = PASSWORD) -> object:
    return client.post("/accounts/login/", {"login": email, "password": password})


def reauthenticate(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_sign_up_confirm_and_sign_in(client: Client, sent: Sent) -> None:
    with translation.override("en"):
        response = client.post("/accounts/signup/", SIGN_UP_FORM, headers={"accept-language": "fr"})

    person = Person.objects.get()
    assert response.url == "/accounts/confirm-email/"
    assert (person.email, person.name, person.language) == ("ada@partner.example", "Ada Byron", "fr")
    assert sign_in(client, person.email).url == "/accounts/confirm-email/"
    client.post(link_in(sent()[0]))
    assert EmailAddress.objects.get().verified
    assert sign_in(Client(), person.email).url == "/"


def test_links_in_mails_lead_to_the_public_address(client: Client, sent: Sent, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://partners.example"

    client.post("/accounts/signup/", SIGN_UP_FORM, headers={"host": "localhost"})

    assert "https://partners.example/accounts/confirm-email/" in sent()[0].body
    assert "localhost" not in sent()[0].body + sent()[0].alternatives[0].content


def test_sign_up_with_a_known_address_looks_the_same_and_tells_its_owner(client: Client, sent: Sent) -> None:
    make_person("ada")
    fresh = Client().post("/accounts/signup/", {**SIGN_UP_FORM, "email": "new@partner.example"})

    response = client.post("/accounts/signup/", SIGN_UP_FORM)

    assert (response.status_code, response.url) == (fresh.status_code, fresh.url)
    assert Person.objects.filter(email="ada@partner.example").count() == 1
    assert sent()[-1].subject == "You already have an account"


def test_password_reset_looks_the_same_for_known_and_unknown_addresses(client: Client, sent: Sent) -> None:
    make_person("ada")

    responses = [
        client.post("/accounts/password/reset/", {"email": f"{name}@partner.example"}) for name in ("ada", "x")
    ]

    assert responses[0].url == responses[1].url == "/accounts/password/reset/done/"
    assert [message.subject for message in sent()] == [
        "Choose a new password",
        "No account uses this address",
    ]


def test_sign_in_says_the_same_for_a_wrong_password_and_an_unknown_address(client: Client) -> None:
    make_person("ada")

    pages = [sign_in(Client(), f"{name}@partner.example", "wrong").content.decode() for name in ("ada", "x")]

    errors = [re.search(r'id="error-summary".*?</ul>', page, re.DOTALL)[0] for page in pages]
    assert errors[0] == errors[1]


def test_password_reset_changes_the_password_and_signs_in_with_the_new_one(client: Client, sent: Sent) -> None:
    person = make_person("ada")
    client.post("/accounts/password/reset/", {"email": person.email})
    form = client.get(link_in(sent()[0])).url

    client.post(form, {"password1": "new-ferry-anchor", "password2": "new-ferry-anchor"})

    assert sign_in(Client(), person.email).status_code == 200
    assert sign_in(Client(), person.email, "new-ferry-anchor").status_code == 302
    assert sent()[-1].subject == "Your password was changed"


def test_sign_in_is_refused_after_many_failures_even_with_the_right_password(client: Client) -> None:
    person = make_person("ada")
    for _ in range(6):
        sign_in(client, person.email, "wrong")

    assert sign_in(client, person.email).status_code == 200
    assert not UserSession.objects.exists()


def code_for(secret: str = SECRET) -> str:
    """The current code of an authenticator app: the middle one of the accepted codes, which is still valid a moment
    later.
    """
    accepted = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, accepted[len(accepted) // 2]))


def test_second_factor_is_asked_for_at_sign_in(client: Client) -> None:
    person = make_person("ada")
    give_second_factor(person)

    assert sign_in(client, person.email).url == "/accounts/2fa/authenticate/"
    assert client.get("/profile/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": code_for()}).url == "/"
    assert client.get("/profile/").status_code == 200


def test_code_of_an_app_works_once_for_as_long_as_it_is_accepted(client: Client) -> None:
    """Allauth keeps it for 30 seconds, but accepts it for 90."""
    person = make_person("ada")
    give_second_factor(person)
    code = code_for()
    sign_in(client, person.email)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert cache.delete(TOTP(Authenticator.objects.get(user=person))._get_used_cache_key(code))
    stranger = Client()
    sign_in(stranger, person.email)

    refused = stranger.post("/accounts/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})

    assert "each code works only once" in refused.content.decode()


def test_code_that_a_replaced_secret_key_cannot_check_is_explained(client: Client, settings: Settings) -> None:
    person = make_person("ada")
    give_second_factor(person)
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    sign_in(client, person.email)

    refused = client.post("/accounts/2fa/authenticate/", {"code": code_for()})
    assert "secret key has been replaced" in refused.content.decode()

    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert client.post("/accounts/2fa/authenticate/", {"code": code_for()}).url == "/"


def test_second_factor_is_set_up_with_recovery_codes(client: Client) -> None:
    person = make_person("ada")
    sign_in(client, person.email)
    reauthenticate(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret

    response = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})

    assert response.url == "/accounts/2fa/recovery-codes/"
    assert secret not in str(list(Authenticator.objects.values()))
    codes = client.get(response.url).context["unused_codes"]
    assert len(codes) == 10
    other = Client()
    sign_in(other, person.email)
    assert other.post("/accounts/2fa/authenticate/", {"code": codes[0]}).url == "/"


def test_second_factor_needs_the_password_again(client: Client) -> None:
    person = make_person("ada")
    client.force_login(person)

    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("has_factor", [False, True])
def test_password_of_the_sign_in_counts_for_15_minutes(client: Client, has_factor: bool) -> None:
    """The first admin was asked for it on the first page after the sign-in."""
    person = make_person("ada")
    if has_factor:
        give_second_factor(person)
    sign_in(client, person.email)
    if has_factor:
        client.post("/accounts/2fa/authenticate/", {"code": code_for()})

    assert client.get("/profile/export/").status_code == 200

    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 901
    session.save()
    confirmation = client.get("/profile/export/").url
    page = client.get(confirmation).content.decode()
    assert ("Use an authenticator app or a recovery code" in page) == has_factor
    assert confirmation.startswith("/accounts/reauthenticate/")
    # A download would leave the form for the password on the page.
    assert client.post(confirmation, {"password": PASSWORD}).url == "/profile/#data"
    assert client.get("/profile/export/").status_code == 200


@pytest.mark.parametrize(
    "method, counts",
    [
        ({"method": "mfa", "type": "webauthn", "passwordless": True}, True),
        ({"method": "mfa", "type": "webauthn"}, False),
        ({"method": "mfa", "type": "totp"}, False),
        ({"method": "password_reset"}, False),
        ({"method": "socialaccount", "provider": "acme"}, False),
    ],
)
def test_only_a_password_or_passkey_counts_as_confirmation(
    client: Client, rf: RequestFactory, method: dict[str, object], counts: bool
) -> None:
    """A second factor alone is no sign-in, and others may have signed in the person in any other way."""
    request, person = rf.get("/"), make_person("ada")
    request.session, request.user = client.session, person
    record_authentication(request, person, **method)

    count_as_confirmation(request, person)

    assert did_recently_reauthenticate(request) is counts


def test_link_in_an_e_mail_is_no_confirmation(client: Client, sent: Sent) -> None:
    client.post("/accounts/signup/", SIGN_UP_FORM)
    client.post(link_in(sent()[0]))

    assert client.get("/profile/export/").url.startswith("/accounts/reauthenticate/")


@pytest.fixture
def required(settings: Settings) -> None:
    settings.REQUIRE_STAFF_MFA = True


def owner_with_application() -> Person:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    organisation.applications.create(name="CI", role=Role.OWNER, created_by=owner)
    return owner


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("make", [make_admin, make_reviewer, owner_with_application])
def test_second_factor_comes_before_anything_else_where_the_role_asks_for_it(client: Client, make: object) -> None:
    person = make()
    client.force_login(person)

    assert client.get("/profile/").url == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/email/").url == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert client.get("/health/live").status_code == 200
    give_second_factor(person)
    assert client.get("/profile/").status_code == 200
    assert client.post("/accounts/logout/").url == "/accounts/login/"


@pytest.mark.usefixtures("required")
def test_second_factor_is_left_to_other_partners(client: Client) -> None:
    client.force_login(make_member(make_organisation(), Role.OWNER))

    assert client.get("/profile/").status_code == 200


def test_second_factor_is_left_to_everybody_in_the_demo(client: Client) -> None:
    client.force_login(make_admin())

    assert client.get("/profile/").status_code == 200


def test_a_session_is_ended_from_another_device(client: Client) -> None:
    person = make_person("ada")
    lost = Client()
    sign_in(lost, person.email)
    sign_in(client, person.email)
    session = UserSession.objects.order_by("pk").first()

    client.post(f"/profile/sessions/{session.pk}/end/")

    assert lost.get("/profile/").status_code == 302
    assert client.get("/profile/").status_code == 200


def test_all_other_sessions_are_ended_at_once(client: Client) -> None:
    person, stranger, other = make_person("ada"), Client(), Client()
    sign_in(other, person.email)
    sign_in(client, person.email)
    sign_in(stranger, make_person("ben").email)

    client.post("/profile/sessions/end-others/")
    client.post("/profile/sessions/end-others/")

    assert [browser.get("/profile/").status_code for browser in (other, client, stranger)] == [302, 200, 200]
    assert Event.objects.filter(verb="session.end-others").count() == 1


def test_a_session_of_somebody_else_is_not_found(client: Client) -> None:
    sign_in(Client(), make_person("ada").email)
    client.force_login(make_person())

    assert client.post(f"/profile/sessions/{UserSession.objects.get().pk}/end/").status_code == 404


PAGES_OF_EVERYBODY = ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive"]
PAGES_OF_PEOPLE = [
    "email",
    "password/change",
    "2fa",
    "sessions",
    "reauthenticate",
    "logout",
    "2fa/totp/activate",
    "2fa/webauthn/add",
]


@pytest.mark.parametrize("page", [f"/accounts/{page}/" for page in [*PAGES_OF_EVERYBODY, "confirm-email/abc"]])
def test_pages_of_allauth_wear_our_frame(client: Client, page: str) -> None:
    html = client.get(page).content.decode()

    assert 'class="site-header"' in html
    assert "· Slipway</title>" in html


@pytest.mark.parametrize("page", [f"/accounts/{page}/" for page in PAGES_OF_PEOPLE])
def test_pages_of_one_s_account_wear_our_frame(client: Client, page: str) -> None:
    sign_in(client, make_person("ada").email)
    reauthenticate(client)

    html = client.get(page).content.decode()

    assert 'class="site-header"' in html
    assert "· Slipway</title>" in html


@pytest.mark.parametrize("page", ["2fa/totp/deactivate", "2fa/recovery-codes/generate", "2fa/reauthenticate"])
def test_pages_of_the_second_factor_wear_our_frame(client: Client, page: str) -> None:
    person = make_person("ada")
    give_second_factor(person)
    sign_in(client, person.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_for()})
    reauthenticate(client)

    html = client.get(f"/accounts/{page}/").content.decode()

    assert 'class="site-header"' in html


def test_an_address_is_added_confirmed_and_used(client: Client, sent: Sent) -> None:
    person = make_person("ada")
    sign_in(client, person.email)
    reauthenticate(client)

    client.post("/accounts/email/", {"action_add": "1", "email": "ada@new.example"})
    client.post(link_in(sent()[0]))
    client.post("/accounts/email/", {"action_primary": "1", "email": "ada@new.example"})

    person.refresh_from_db()
    assert person.email == "ada@new.example"


ENTRANCE_LABELS = {
    "/accounts/login/": ["E-mail address", "Password"],
    "/accounts/signup/": ["Your name", "E-mail address", "Password"],
    "/accounts/password/reset/": ["E-mail address"],
}


@pytest.mark.parametrize("address", ENTRANCE_LABELS)
def test_the_summary_names_fields_as_their_labels_do(client: Client, address: str) -> None:
    page = compact(client.post(address, {}).content.decode())

    assert re.findall(r'<li><a href="#[\w-]+">(.*?)</a>: ', page) == ENTRANCE_LABELS[address]
    assert [label for label in ENTRANCE_LABELS[address] if page.count(label) < 2] == []

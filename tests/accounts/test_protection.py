"""Wrong tries are limited, and nobody can lock the owner of an account out."""

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Membership, Person, SignInDomain, SignInProvider
from accounts.protection import attempts
from accounts.protection.attempts import BY_ACCOUNT, BY_PAIR, BY_SOURCE, Attempt, TryRefusal, count_attempt, forgive
from audit.models import Event
from common.actor import Role
from common.counters import count
from common.ip_addresses import source_network
from tests.accounts.factories import NOW, PASSWORD, give_second_factor, make_organisation, make_person
from tests.accounts.test_signing_in import code_for, link_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
Sent = Callable[[], list[EmailMessage]]
OFFICE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
NEW_PASSWORD = "another-quay-lantern"


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tries of a test count in the same window, however long the test takes."""
    now = timezone.now()
    monkeypatch.setattr(attempts, "count", lambda name, **rest: count(name, **{**rest, "now": now}))


@pytest.fixture
def sent(run_jobs: Callable[[], int]) -> Sent:
    def after_all_jobs() -> list[EmailMessage]:
        run_jobs()
        return mail.outbox

    return after_all_jobs


def device(address: str = OFFICE) -> Client:
    return Client(REMOTE_ADDR=address)


def sign_in(client: Client, login: str = "ada", password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": f"{login}@partner.example", "password": password}).status_code


def guess(client: Client, login: str = "ada", *, times: int = BY_PAIR.most + 1) -> None:
    for _ in range(times):
        sign_in(client, login, "wrong")


def attack(login: str = "ada", *, purpose: str = "password", sources: int = BY_ACCOUNT.most) -> list[TryRefusal | None]:
    """Wrong tries from as many sources; the verdict on each."""
    now, account = timezone.now(), f"{login}@partner.example"
    return [
        count_attempt(Attempt(purpose=purpose, account=account, source=f"source {number}", at=now)).refusal
        for number in range(sources)
    ]


def test_ten_thousand_sources_get_a_hundred_tries_and_a_known_device_passes() -> None:
    make_person("ada")
    known_device = device()
    sign_in(known_device)
    known_device.post("/accounts/logout/")

    verdicts = attack(sources=10_000)

    assert verdicts == [None] * 100 + [TryRefusal.LINK] * 9_900
    assert [sign_in(known_device), sign_in(device())] == [302, 200]


def test_strangers_do_not_keep_the_recovery_owner_out() -> None:
    """The only password that an organisation with required sign-in has left cannot be locked, nor its second factor."""
    owner, known_device = make_person("ada"), device()
    sign_in(known_device)
    known_device.post("/accounts/logout/")
    give_second_factor(owner)
    organisation = make_organisation()
    Membership.objects.create(organisation=organisation, person=owner, role=Role.OWNER)
    SignInDomain.objects.create(organisation=organisation, domain="partner.example", token="t", verified_at=NOW)
    values = {"is_enabled": True, "is_required": True, "recovery_owner": owner, "tested_at": NOW}
    SignInProvider.objects.create(organisation=organisation, issuer="https://login.partner.example", **values)

    attack(sources=1_000)
    attack(purpose="code", sources=1_000)

    assert sign_in(device()) == 200
    assert sign_in(known_device) == 302
    assert known_device.post("/accounts/2fa/authenticate/", {"code": code_for()}).status_code == 302
    assert known_device.get("/profile/").status_code == 200


def test_owner_signs_in_on_a_new_device_with_a_link_during_an_attack(sent: Sent) -> None:
    make_person("ada")
    attack()
    new, stranger = device(), device(ELSEWHERE)
    page = new.post("/accounts/login/", {"login": "Ada@partner.example", "password": PASSWORD}).content.decode()
    guess(stranger, times=3)

    messages = sent()
    link = link_in(messages[0])
    new.get(link)
    before = sign_in(new)
    token = link.partition("token=")[2].replace("%3A", ":")
    allowed = new.post("/sign-in/device/", {"token": token})

    assert "open the link that we sent" in page
    assert [message.to for message in messages] == [["ada@partner.example"]]
    assert (before, allowed.url) == (200, "/accounts/login/")
    assert [sign_in(new), sign_in(stranger)] == [302, 200]


def test_two_people_behind_one_address_do_not_lock_each_other_out() -> None:
    make_person("ada")
    make_person("bob")

    guess(device())

    assert [sign_in(device()), sign_in(device(), "bob"), sign_in(device(ELSEWHERE))] == [200, 302, 302]


def test_known_device_passes_whatever_strangers_at_its_address_do_until_the_password_changes() -> None:
    person = make_person("ada")
    known_device = device()
    sign_in(known_device)
    known_device.post("/accounts/logout/")
    guess(device())

    assert sign_in(known_device) == 302
    person.set_password(NEW_PASSWORD)
    person.save()
    assert sign_in(known_device, password=NEW_PASSWORD) == 200


def test_cookie_of_one_account_does_not_help_with_another() -> None:
    make_person("ada")
    make_person("bob")
    own_device = device()
    sign_in(own_device, "bob")
    own_device.post("/accounts/logout/")

    guess(own_device)

    assert sign_in(own_device) == 200


def test_known_device_has_a_limit_of_its_own() -> None:
    make_person("ada")
    known_device = device()
    sign_in(known_device)
    known_device.post("/accounts/logout/")

    guess(known_device, times=20)

    assert sign_in(known_device) == 200


def test_one_source_is_limited_over_all_accounts() -> None:
    make_person("ada")
    for number in range(BY_SOURCE.most):
        sign_in(device(), f"person{number}", "wrong")

    assert [sign_in(device()), sign_in(device(ELSEWHERE))] == [200, 302]


def test_right_tries_do_not_count() -> None:
    attempt = Attempt(purpose="password", account="ada@partner.example", source=OFFICE, at=timezone.now())
    for _ in range(BY_PAIR.most + 2):
        verdict = count_attempt(attempt)
        forgive(attempt, verdict)
    assert verdict.refusal is None


def test_source_is_the_hop_that_our_proxy_has_seen(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_person("ada")
    for number in range(BY_PAIR.most + 1):
        guess(Client(headers={"x-forwarded-for": f"10.9.8.{number}, {OFFICE}"}), times=1)

    statuses = [sign_in(Client(headers={"x-forwarded-for": f"10.1.1.1, {hop}"})) for hop in (OFFICE, ELSEWHERE)]

    assert statuses == [200, 302]


@pytest.mark.parametrize(
    "address, network",
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_ipv6_addresses_of_a_network_are_one_source(address: str, network: str) -> None:
    assert source_network(address) == network


def enter_code(client: Client, code: str) -> int:
    return client.post("/accounts/2fa/authenticate/", {"code": code}).status_code


def test_strangers_codes_do_not_keep_the_owner_out(sent: Sent) -> None:
    give_second_factor(make_person("ada"))
    stranger = device(ELSEWHERE)
    sign_in(stranger)
    for _ in range(BY_PAIR.most + 1):
        enter_code(stranger, "000000")

    owner = device()
    sign_in(owner)

    assert enter_code(stranger, code_for()) == 200
    assert enter_code(owner, code_for()) == 302
    assert "somebody else has your password" in " ".join(sent()[0].body.split())


def test_codes_from_many_sources_need_a_link(sent: Sent) -> None:
    give_second_factor(make_person("ada"))
    attack(purpose="code")
    owner = device()
    sign_in(owner)

    assert enter_code(owner, code_for()) == 200
    assert [message.subject for message in sent()] == ["Sign in on a new device"]


def test_owner_is_told_once_and_can_secure_the_account(sent: Sent) -> None:
    person = make_person("ada")
    own_device = device()
    sign_in(own_device)
    guess(device(ELSEWHERE), times=20)
    guess(device("203.0.113.10"), times=20)

    (message,) = sent()
    link, helper = link_in(message), device()
    page = helper.get(link)
    secured = helper.post("/sign-in/secure/", {"token": link.partition("token=")[2].replace("%3A", ":")})
    form = helper.get(secured.url, follow=True).redirect_chain[-1][0]
    helper.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert message.subject == "Failed attempts to sign in to your account"
    assert "ada@partner.example" in page.content.decode()
    assert not UserSession.objects.exists()
    assert own_device.get("/profile/").status_code == 302
    assert Person.objects.get().check_password(NEW_PASSWORD)
    assert Event.objects.filter(verb="person.secure", actor_id=person.pk).exists()
    assert "expired" in helper.get(link).content.decode()


def test_tampered_and_foreign_links_do_nothing() -> None:
    person = make_person("ada")
    for page in ("device", "secure"):
        for token in ("", "x", "WyJhIl0:1a:b"):
            response = device().post(f"/sign-in/{page}/", {"token": token})
            assert "expired" in response.content.decode()
            assert not response.cookies
    assert Person.objects.get().password == person.password


def test_mails_to_reset_a_password_are_limited_for_every_address(sent: Sent) -> None:
    make_person("ada")

    for name in ("ada", "nobody"):
        form = {"email": f"{name}@partner.example"}
        responses = [device(f"203.0.113.{number}").post("/accounts/password/reset/", form) for number in range(7)]
        assert [response.status_code for response in responses] == [302] * 5 + [200] * 2
        assert "just sent several e-mails" in responses[-1].content.decode()
    assert len(sent()) == 10

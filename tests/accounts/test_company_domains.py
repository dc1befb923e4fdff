"""Domains of organisations, which a TXT record verifies."""

import socket
from datetime import timedelta
from threading import Thread
from uuid import UUID

import dns.message
import dns.rrset
import pytest
from django.test import Client

from accounts.company_sign_in.domain_checks import RECORD_MISSING, check_domains, record_look_up
from accounts.company_sign_in.domains import dns_txt_records, domain_in, record_name, record_value
from accounts.models import Organisation, Person, SignInDomain, SignInProvider
from audit.models import Event
from common.actor import Role
from notices.models import Notice
from tests.accounts.company_provider import TestProvider
from tests.accounts.factories import NOW, give_second_factor, make_admin, make_member, make_organisation
from tests.accounts.test_company_settings import (
    PAGE,
    RECORDS,
    change,
    organisation,
    owner,
    page,
    provider,
    set_up,
    stand_in,
    text_of,
    verify,
)
from tests.accounts.test_signing_in import reauthenticate, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["organisation", "owner", "page", "provider", "stand_in"]


def test_domain_needs_its_own_record(page: Client) -> None:
    change(page, "add-domain", domain="@Northquay.Example.")
    row = SignInDomain.objects.get()
    assert row.domain == "northquay.example"
    assert record_value(row.token) in text_of(page)

    change(page, "verify-domain", domain_id=row.pk)
    RECORDS[record_name("northquay.example")] = [record_value("another")]
    change(page, "verify-domain", domain_id=row.pk)
    RECORDS["northquay.example"] = [record_value(row.token)]
    change(page, "verify-domain", domain_id=row.pk)

    row.refresh_from_db()
    assert row.verified_at is None


def test_domain_belongs_to_one_organisation(page: Client) -> None:
    other = make_organisation("Tidewatch")
    SignInDomain.objects.create(organisation=other, domain="partner.example", token="t", verified_at=NOW)

    assert verify(page).verified_at is None
    assert SignInDomain.objects.filter(verified_at__isnull=False).get().organisation == other


def test_domain_of_another_organisation_is_not_found(page: Client) -> None:
    row = SignInDomain.objects.create(organisation=make_organisation("Tidewatch"), domain="x.example", token="t")
    RECORDS[record_name("x.example")] = [record_value("t")]

    assert change(page, "verify-domain", domain_id=row.pk).status_code == 404
    assert change(page, "verify-domain", domain_id="x").status_code == 404
    change(page, "remove-domain", domain_id=row.pk)
    assert SignInDomain.objects.get().verified_at is None


@pytest.mark.parametrize("domain", ["", "northquay", "a b.example", "127.0.0.1", "x" * 64 + ".example", "_a.example"])
def test_text_that_is_no_domain_is_refused(page: Client, domain: str) -> None:
    assert change(page, "add-domain", domain=domain).status_code == 422
    assert not SignInDomain.objects.exists()


def test_domain_is_added_once(page: Client) -> None:
    change(page, "add-domain", domain="a.example")

    assert change(page, "add-domain", domain="A.example").status_code == 422


def test_domain_with_other_letters_is_stored_in_ascii() -> None:
    assert domain_in("Bücher.example") == "xn--bcher-kva.example"


def test_last_domain_turns_the_provider_off(page: Client, provider: TestProvider) -> None:
    set_up(page, provider)

    change(page, "remove-domain", domain_id=SignInDomain.objects.get().pk)

    assert not SignInProvider.objects.get().is_enabled
    verbs = Event.objects.order_by("-pk").values_list("verb", flat=True)
    assert list(verbs[:2]) == ["sign-in-provider.disable", "sign-in-domain.remove"]


def test_txt_records_come_from_dns() -> None:
    """The real look-up, with a name server on this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def answer() -> None:
            for _ in range(2):
                data, sender = server.recvfrom(4096)
                query = dns.message.from_wire(data)
                response = dns.message.make_response(query)
                if "_slipway.northquay.example." in str(query.question[0].name):
                    name = query.question[0].name
                    response.answer.append(
                        dns.rrset.from_text(name, 60, "IN", "TXT", '"slipway-" "verification=t"', '"x"')
                    )
                server.sendto(response.to_wire(), sender)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        at = {"nameservers": ["127.0.0.1"], "port": server.getsockname()[1]}
        assert sorted(dns_txt_records("_slipway.northquay.example", **at)) == ["slipway-verification=t", "x"]
        assert dns_txt_records("_slipway.elsewhere.example", **at) == []


def test_owners_and_admins_learn_once_that_a_record_is_missing(page: Client, owner: Person) -> None:
    admin, row = make_admin(), verify(page)
    SignInDomain.objects.create(organisation=make_organisation("Tidewatch"), domain="x.example", token="t")
    name, now = record_name(row.domain), NOW

    def look_up_after(days: int, *records: str) -> set[tuple[UUID, str]]:
        nonlocal now
        RECORDS[name], now = [*records], now + timedelta(days=days)
        check_domains(clock=lambda: now, on_domain=lambda: None)
        return {*Notice.objects.filter(kind=RECORD_MISSING).values_list("person_id", "url")}

    assert look_up_after(0, record_value(row.token)) == look_up_after(1) == look_up_after(2) == set()
    assert look_up_after(1) == {(owner.pk, PAGE), (admin.pk, "/organisations/northquay/")}
    assert record_value(row.token) in text_of(page)
    assert SignInDomain.objects.filter(verified_at__isnull=False).get() == row
    look_up_after(1)
    look_up_after(1, record_value(row.token))
    assert Notice.objects.filter(kind=RECORD_MISSING).count() == 2
    assert record_value(row.token) not in text_of(page)


def test_owner_verifies_a_domain_again(page: Client) -> None:
    row = verify(page)
    record_look_up(domain_id=row.pk, was_found=False, now=NOW)
    RECORDS[record_name(row.domain)] = []
    change(page, "verify-domain", domain_id=row.pk)
    assert 'value="verify-domain"' in text_of(page)

    verified_at = SignInDomain.objects.get().verified_at
    RECORDS[record_name(row.domain)] = [record_value(row.token)]
    change(page, "verify-domain", domain_id=row.pk)

    row = SignInDomain.objects.get()
    assert (row.verified_at, row.missing_since) == (verified_at, None)
    assert 'value="verify-domain"' not in text_of(page)


def test_address_on_a_domain_stays_in_the_account_while_the_provider_is_required(
    page: Client, owner: Person, provider: TestProvider, organisation: Organisation
) -> None:
    """Without it, somebody who has left the company could still sign in with a password."""
    member, browser = make_member(organisation, Role.EDITOR, "member"), Client()
    member.emailaddress_set.create(email="m@elsewhere.example", verified=True)
    set_up(page, provider)
    give_second_factor(owner)
    change(page, "require", recovery_owner_id=owner.pk)
    browser.force_login(member)
    reauthenticate(browser)
    browser.post("/accounts/email/", {"email": "m@elsewhere.example", "action_primary": ""})

    remove = {"email": "member@partner.example", "action_remove": ""}
    response = browser.post("/accounts/email/", remove)

    assert (response.status_code, member.emailaddress_set.count()) == (409, 2)
    assert sign_in(Client(), "m@elsewhere.example").status_code == 403
    change(page, "stop-requiring")
    browser.post("/accounts/email/", remove)
    assert [address.email for address in member.emailaddress_set.all()] == ["m@elsewhere.example"]

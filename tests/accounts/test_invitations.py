from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts import actions
from accounts.actors import actor_of
from accounts.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    InvitationForSomebodyElse,
    InvitationSentOften,
    InvitationUnknown,
    OrganisationSuspended,
    TooManyInvitations,
)
from accounts.models import Invitation, Membership, Organisation, Person
from accounts.tokens import invitation_token
from audit.models import Event
from common.actor import Role
from common.errors import NotAllowed, NotFound
from notices.models import Notice, Outbox
from tests.accounts.factories import NOW, PASSWORD, make_member, make_organisation, make_person, owner_of
from tests.reviews.test_races import at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=15)


def invite(organisation: Organisation, email: str = "new@partner.example", role: Role = Role.EDITOR) -> Invitation:
    return actions.invite_person(
        organisation_id=organisation.pk, email=email, role=role, by=owner_of(organisation), now=NOW
    )


def accept(invitation: Invitation, person: Person, *, token: str = "", now: object = NOW) -> Membership:
    token = token or invitation_token(invitation)
    return actions.accept_invitation_by_token(token=token, by=actor_of(person), now=now)


def test_invite_person_keeps_the_token_as_a_hash_only() -> None:
    invitation = invite(make_organisation(), "New@Partner.Example")

    token = invitation_token(invitation)
    assert invitation.email == "new@partner.example"
    assert invitation.expires_at == NOW + timedelta(days=14)
    assert token not in str(list(Invitation.objects.values())) + str(list(Outbox.objects.values()))
    assert Event.objects.get().verb == "invitation.send"


def test_invite_person_sends_a_link_that_opens_the_invitation(run_jobs: Callable[[], int], client: Client) -> None:
    invitation = invite(make_organisation())

    run_jobs()

    (message,) = mail.outbox
    assert message.to == ["new@partner.example"]
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    assert parse_qs(urlsplit(link).query)["token"] == [invitation_token(invitation)]


def test_invite_person_fails_for_a_member() -> None:
    organisation = make_organisation()
    make_member(organisation, Role.VIEWER, "ada")

    with pytest.raises(AlreadyMember):
        invite(organisation, "ADA@partner.example")


def test_invite_person_fails_twice_for_one_address() -> None:
    organisation = make_organisation()
    invite(organisation)

    with pytest.raises(AlreadyInvited):
        invite(organisation)

    assert Invitation.objects.count() == Event.objects.count() == Outbox.objects.count() == 1


def test_mails_to_strangers_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.actions.invitations.MOST_MAILS_A_DAY", 4)
    monkeypatch.setattr("accounts.actions.invitations.MOST_MAILS_OF_ONE", 2)
    organisation = make_organisation()
    owner = owner_of(organisation)

    def send(number: int, *, after: timedelta = timedelta()) -> Invitation:
        address, now = f"stranger{number}@other.example", NOW + after
        pk = organisation.pk
        return actions.invite_person(organisation_id=pk, email=address, role=Role.VIEWER, by=owner, now=now)

    def send_again(invitation: Invitation) -> None:
        actions.resend_invitation(organisation_id=organisation.pk, invitation_id=invitation.pk, by=owner, now=NOW)

    first = send(1)
    send_again(first)
    with pytest.raises(InvitationSentOften):
        send_again(first)
    actions.revoke_invitation(organisation_id=organisation.pk, invitation_id=first.pk, by=owner, now=NOW)
    send(1)
    send(2)
    with pytest.raises(TooManyInvitations):
        send(3)
    send(3, after=timedelta(days=1))
    assert Outbox.objects.count() == 5


def test_mails_that_are_sent_again_count_for_the_day_on_which_they_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.actions.invitations.MOST_MAILS_A_DAY", 2)
    organisation = make_organisation()
    invitation, next_week = invite(organisation), NOW + timedelta(days=7)
    again = partial(
        actions.resend_invitation,
        organisation_id=organisation.pk,
        invitation_id=invitation.pk,
        by=owner_of(organisation),
        now=next_week,
    )
    again()
    again()

    with pytest.raises(TooManyInvitations):
        again()
    assert Outbox.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_limit_holds_for_calls_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in two organisations. SQLite queues writers, PostgreSQL locks rows."""
    monkeypatch.setattr("accounts.actions.invitations.MOST_MAILS_A_DAY", 3)
    organisations = [make_organisation("Northquay"), make_organisation("Southquay")]
    person = make_member(organisations[0], Role.OWNER, "ada")
    Membership.objects.create(organisation=organisations[1], person=person, role=Role.OWNER, created_at=NOW)
    by = actor_of(person)
    calls = [
        partial(
            actions.invite_person,
            organisation_id=organisations[number % 2].pk,
            email=f"stranger{number}@other.example",
            role=Role.VIEWER,
            by=by,
            now=NOW,
        )
        for number in range(8)
    ]

    outcomes = at_once(*calls)

    assert sorted(outcomes) == ["", "", "", *["too-many-invitations"] * 5]


def test_invite_person_again_after_the_first_one_expired() -> None:
    organisation = make_organisation()
    first = invite(organisation)

    second = actions.invite_person(
        organisation_id=organisation.pk, email=first.email, role=Role.VIEWER, by=owner_of(organisation), now=LATER
    )

    assert second.is_open(LATER)
    first.refresh_from_db()
    assert first.revoked_at == LATER


def test_invite_person_is_for_owners() -> None:
    organisation = make_organisation()
    editor = actor_of(make_member(organisation, Role.EDITOR))

    with pytest.raises(NotAllowed):
        actions.invite_person(
            organisation_id=organisation.pk, email="x@partner.example", role=Role.VIEWER, by=editor, now=NOW
        )


def test_invite_person_fails_while_suspended() -> None:
    with pytest.raises(OrganisationSuspended):
        invite(make_organisation(state="suspended"))


def test_accept_invitation_makes_a_member_and_tells_owners() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    invitation = invite(organisation)
    person = make_person("new")

    membership = accept(invitation, person)

    assert (membership.organisation, membership.role) == (organisation, Role.EDITOR)
    assert Notice.objects.filter(person=owner, kind="membership.joined").exists()
    assert Event.objects.filter(verb="invitation.accept", actor_id=person.pk).exists()


def test_accept_invitation_works_once() -> None:
    invitation = invite(make_organisation())
    person = make_person("new")
    accept(invitation, person)
    Membership.objects.filter(person=person).delete()

    with pytest.raises(InvitationClosed):
        accept(invitation, person)

    assert not Membership.objects.filter(person=person).exists()


def test_accept_invitation_fails_after_14_days() -> None:
    invitation = invite(make_organisation())

    with pytest.raises(InvitationClosed):
        accept(invitation, make_person("new"), now=NOW + timedelta(days=14))


def test_accept_invitation_fails_when_revoked() -> None:
    organisation = make_organisation()
    invitation = invite(organisation)
    actions.revoke_invitation(
        organisation_id=organisation.pk, invitation_id=invitation.pk, by=owner_of(organisation), now=NOW
    )

    with pytest.raises(InvitationClosed):
        accept(invitation, make_person("new"))


def test_accept_invitation_fails_for_another_address() -> None:
    invitation = invite(make_organisation())

    with pytest.raises(InvitationForSomebodyElse):
        accept(invitation, make_person("other"))

    invitation.refresh_from_db()
    assert invitation.is_open(NOW)


def test_accept_invitation_fails_for_an_address_that_is_not_confirmed() -> None:
    invitation = invite(make_organisation())

    with pytest.raises(InvitationForSomebodyElse):
        accept(invitation, make_person("new", verified=False))


def test_accept_invitation_fails_for_an_unknown_token() -> None:
    with pytest.raises(InvitationUnknown):
        accept(invite(make_organisation()), make_person("new"), token="guessed")


def test_resend_invitation_voids_the_old_link(run_jobs: Callable[[], int]) -> None:
    organisation = make_organisation()
    invitation = invite(organisation)
    old = invitation_token(invitation)

    again = actions.resend_invitation(
        organisation_id=organisation.pk, invitation_id=invitation.pk, by=owner_of(organisation), now=LATER
    )

    person = make_person("new")
    with pytest.raises(InvitationUnknown):
        accept(invitation, person, token=old, now=LATER)
    assert accept(again, person, now=LATER).person == person


def test_resend_invitation_leaves_one_mail_with_the_link_that_works(run_jobs: Callable[[], int]) -> None:
    organisation = make_organisation()
    invitation = invite(organisation)
    again = actions.resend_invitation(
        organisation_id=organisation.pk, invitation_id=invitation.pk, by=owner_of(organisation), now=NOW
    )

    run_jobs()

    (message,) = mail.outbox
    assert invitation_token(again) in message.body


def test_resend_invitation_is_not_for_other_organisations() -> None:
    invitation = invite(make_organisation())
    other = make_organisation("Other")

    with pytest.raises(NotFound):
        actions.resend_invitation(organisation_id=other.pk, invitation_id=invitation.pk, by=owner_of(other), now=NOW)


def test_accept_invitation_never_lowers_a_role() -> None:
    organisation = make_organisation()
    invitation = invite(organisation, role=Role.VIEWER)
    person = make_person("new")
    Membership.objects.create(organisation=organisation, person=person, role=Role.OWNER)

    assert accept(invitation, person).role == Role.OWNER


def link_of(invitation: Invitation) -> str:
    return f"/invitations/accept/?token={invitation_token(invitation)}"


def open_invitation() -> Invitation:
    invitation = invite(make_organisation())
    Invitation.objects.update(expires_at="2999-01-01T00:00Z")
    return invitation


def test_link_offers_newcomers_an_account_and_brings_them_back(client: Client) -> None:
    invitation = open_invitation()

    page = client.get(link_of(invitation))

    assert page.status_code == 200
    assert not Membership.objects.filter(person__email=invitation.email).exists()
    form = {"name": "New", "email": invitation.email, "password1": PASSWORD}
    signed_up = client.post("/accounts/signup/", {**form, "next": link_of(invitation)})
    assert signed_up.url == link_of(invitation)
    assert EmailAddress.objects.get(email=invitation.email).verified
    joined = client.post("/invitations/accept/", {"token": invitation_token(invitation)})
    assert joined.url == "/organisation/northquay/"
    assert Membership.objects.get(person__email=invitation.email).role == Role.EDITOR


def test_link_does_not_confirm_another_address(client: Client) -> None:
    invitation = open_invitation()
    client.get(link_of(invitation))

    form = {"name": "New", "email": "else@partner.example", "password1": PASSWORD}
    client.post("/accounts/signup/", form)

    assert not EmailAddress.objects.get(email="else@partner.example").verified


def test_signing_up_with_another_address_says_for_which_the_invitation_is(client: Client) -> None:
    invitation = open_invitation()
    client.get(link_of(invitation))
    form = {"name": "New", "email": "else@partner.example", "password1": PASSWORD}

    page = client.post("/accounts/signup/", {**form, "next": link_of(invitation)})

    assert f"The invitation is for {invitation.email}." in page.content.decode()
    assert not EmailAddress.objects.filter(email="else@partner.example").exists()


def test_signing_up_later_does_not_add_the_invited_address(client: Client) -> None:
    invitation = open_invitation()
    client.get(link_of(invitation))

    form = {"name": "New", "email": "else@partner.example", "password1": PASSWORD}
    client.post("/accounts/signup/", form)

    assert [address.email for address in EmailAddress.objects.filter(user__email="else@partner.example")] == [
        form["email"]
    ]
    assert not EmailAddress.objects.filter(email=invitation.email).exists()


def test_get_of_the_link_changes_nothing(client: Client) -> None:
    invitation = open_invitation()
    client.force_login(make_person("new"))

    page = client.get(link_of(invitation))

    assert "Join organisation" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_link_tells_somebody_else_what_to_do(client: Client) -> None:
    invitation = open_invitation()
    client.force_login(make_person("other"))

    page = client.get(link_of(invitation)).content.decode()

    assert "Add address to your account" in page
    assert "Join organisation" not in page


@pytest.mark.parametrize("token,status", [("", 404), ("guessed", 404)])
def test_link_with_an_unknown_token_is_not_found(client: Client, token: str, status: int) -> None:
    assert client.get(f"/invitations/accept/?token={token}").status_code == status


def test_start_page_shows_the_invitation_of_a_confirmed_address(client: Client) -> None:
    open_invitation()
    client.force_login(make_person("new"))

    page = client.get("/organisation/")
    assert "Your invitations" in page.content.decode()

    invitation = Invitation.objects.get()
    client.post(f"/invitations/{invitation.pk}/accept/")
    assert Membership.objects.filter(person__email="new@partner.example").exists()


def test_invitation_of_another_address_is_not_found(client: Client) -> None:
    invitation = open_invitation()
    client.force_login(make_person("other"))

    assert client.post(f"/invitations/{invitation.pk}/accept/").status_code == 404


def test_names_in_the_mail_to_a_stranger_do_not_become_links(run_jobs: Callable[[], int]) -> None:
    invite(make_organisation("Win at prize.example"))

    run_jobs()

    (message,) = mail.outbox
    texts = (message.subject, message.body, message.alternatives[0].content)
    assert all("prize.\u2060example" in text and "prize.example" not in text for text in texts)

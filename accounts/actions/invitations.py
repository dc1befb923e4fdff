"""Actions on invitations. An owner sends an invitation, and the person with that address can use it once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.announcer import announce
from accounts.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    InvitationForSomebodyElse,
    InvitationSentOften,
    InvitationUnknown,
    TooManyInvitations,
)
from accounts.guards import assert_owner_person, assert_person
from accounts.locks import locked_organisation
from accounts.models import Invitation, Membership, Organisation, Person
from accounts.queries import has_verified_email, member_ids
from accounts.tokens import hash_of, invitation_token
from audit.models import Event
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import NotFound
from common.ids import uuid7
from common.lookups import first_or_not_found

VALID_FOR = timedelta(days=14)
# Anybody can create an organisation, and so send e-mails to strangers.
MOST_MAILS_A_DAY, MOST_MAILS_OF_ONE = 50, 10
_SENT, _SENT_AGAIN = "invitation.send", "invitation.resend"


@action
def invite_person(*, organisation_id: UUID, email: str, role: Role, by: Actor, now: datetime) -> Invitation:
    """Send an invitation to an address. It replaces an expired invitation to the same address.

    Raises NotFound, NotAllowed, OrganisationSuspended, AlreadyMember, AlreadyInvited, TooManyInvitations.
    """
    owner_id = assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    _assert_mails_left(owner_id, now)
    address = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, person__email=address).exists():
        raise AlreadyMember(email=address)
    _same_address(organisation_id, address).filter(expires_at__lte=now).update(revoked_at=now)
    invitation = Invitation(
        id=uuid7(), organisation=organisation, email=address, role=role, invited_by_id=owner_id, created_at=now
    )
    _issue(invitation, now=now)
    columns = "accounts_invitation.organisation_id, accounts_invitation.email"
    with raises_if_violated("accounts_invitation_one_open", columns, AlreadyInvited(email=address)):
        invitation.save(force_insert=True)
    _record(_SENT, invitation, by=by, now=now)
    _send(invitation, by=by, now=now)
    return invitation


@action
def resend_invitation(*, organisation_id: UUID, invitation_id: UUID, by: Actor, now: datetime) -> Invitation:
    """Send a new link, which is valid for 14 days. The old link stops working.

    Raises NotFound, NotAllowed, OrganisationSuspended, InvitationClosed, InvitationSentOften, TooManyInvitations.
    """
    owner_id = assert_owner_person(by, organisation_id)
    locked_organisation(organisation_id)
    _assert_mails_left(owner_id, now)
    invitation = _open_invitation(organisation_id, invitation_id)
    if invitation.times_sent >= MOST_MAILS_OF_ONE:
        raise InvitationSentOften(most=MOST_MAILS_OF_ONE)
    invitation.times_sent += 1
    _issue(invitation, now=now)
    invitation.save(update_fields=["times_sent", "token_hash", "expires_at"])
    _record(_SENT_AGAIN, invitation, by=by, now=now)
    _send(invitation, by=by, now=now)
    return invitation


@action
def revoke_invitation(*, organisation_id: UUID, invitation_id: UUID, by: Actor, now: datetime) -> None:
    """Revoke an invitation. Raises NotFound, NotAllowed, and InvitationClosed if it was already used or revoked."""
    assert_owner_person(by, organisation_id)
    locked_organisation(organisation_id, active=False)
    invitation = _open_invitation(organisation_id, invitation_id)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _record("invitation.revoke", invitation, by=by, now=now)


@action
def accept_invitation_by_token(*, token: str, by: Actor, now: datetime) -> Membership:
    """Join the organisation with the token from an invitation's link.

    Raises InvitationUnknown, InvitationClosed, InvitationForSomebodyElse, OrganisationSuspended.
    """
    person_id = assert_person(by)
    invitation = Invitation.objects.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise InvitationUnknown
    return _accept(invitation, person_id, by=by, now=now)


@action
def accept_invitation(*, invitation_id: UUID, by: Actor, now: datetime) -> Membership:
    """Join the organisation as a person who has verified the invited address. Raises NotFound for other people.

    Also raises InvitationClosed, InvitationForSomebodyElse, OrganisationSuspended.
    """
    person_id = assert_person(by)
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None or not has_verified_email(person_id, invitation.email):
        raise NotFound
    return _accept(invitation, person_id, by=by, now=now)


@in_transaction
def _accept(invitation: Invitation, person_id: UUID, *, by: Actor, now: datetime) -> Membership:
    organisation = locked_organisation(invitation.organisation_id)
    invitation.refresh_from_db()
    if not invitation.is_open(now):
        raise InvitationClosed
    if not has_verified_email(person_id, invitation.email):
        raise InvitationForSomebodyElse(email=invitation.email)
    invitation.accepted_at, invitation.accepted_by_id = now, person_id
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = _join(organisation, person_id, Role(invitation.role), now=now)
    _record("invitation.accept", invitation, by=by, now=now)
    announce(
        "membership.joined",
        recipients=member_ids(organisation.pk, min_role=Role.OWNER),
        parameters={"organisation": organisation.name, "role": membership.role},
        url=f"{organisation.get_absolute_url()}members/",
        key=f"invitation.accepted:{invitation.pk}",
        now=now,
        by=by,
    )
    return membership


def _join(organisation: Organisation, person_id: UUID, role: Role, *, now: datetime) -> Membership:
    """Create the membership. An existing membership gets the invited role only if that is higher."""
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, person_id=person_id, defaults={"role": role, "created_at": now}
    )
    if not is_new and membership.role < role:
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


def _open_invitation(organisation_id: UUID, invitation_id: UUID) -> Invitation:
    """The invitation, which may have expired. The caller has locked the organisation.

    Raises NotFound, and InvitationClosed if it was used or revoked.
    """
    invitation = first_or_not_found(Invitation.objects.filter(organisation_id=organisation_id, pk=invitation_id))
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationClosed
    return invitation


def _assert_mails_left(person_id: UUID, now: datetime) -> None:
    """Raise TooManyInvitations if the person has sent the most e-mails of a day, in all their organisations."""
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    sent = Event.objects.filter(actor_id=person_id, at__gt=now - timedelta(days=1), verb__in=(_SENT, _SENT_AGAIN))
    if sent.count() >= MOST_MAILS_A_DAY:
        raise TooManyInvitations(most=MOST_MAILS_A_DAY)


def _same_address(organisation_id: UUID, email: str) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(organisation_id=organisation_id, email=email)
    return rows.filter(accepted_at=None, revoked_at=None)


def _issue(invitation: Invitation, *, now: datetime) -> None:
    invitation.token_hash = hash_of(invitation_token(invitation))
    invitation.expires_at = now + VALID_FOR


def _send(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    announce(
        "invitation.sent",
        recipients=(),
        addresses=[invitation.email],
        parameters={"invitation": str(invitation.pk), "times_sent": invitation.times_sent},
        url="/invitations/accept/",
        key=f"invitation.sent:{invitation.pk}:{invitation.times_sent}",
        now=now,
        by=by,
    )


def _record(verb: str, invitation: Invitation, *, by: Actor, now: datetime) -> None:
    objects = {"organisation": invitation.organisation_id, "invitation": invitation.pk}
    record_event(verb, by=by, objects=objects, now=now)

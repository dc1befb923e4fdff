"""Actions on people: their preferences, sessions, erasure and admin rights."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from accounts.actions.teams import assert_dispensable
from accounts.company_sign_in.queries import assert_no_recovery_owner
from accounts.contributions import contributions
from accounts.errors import LastAdmin, LastOwner, PersonUnknown
from accounts.guards import assert_admin, assert_person, assert_staff_roles_editable
from accounts.models import Invitation, Membership, Person, Team
from audit.writes import delete_addresses_of, record_event
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotFound
from common.lookups import first_or_not_found
from common.names import assert_no_address
from page_parts.times import zone_named


@action
def update_person(*, name: str, language: str, time_zone: str, by: Actor, now: datetime) -> Person:
    """Change the actor's own name and preferences. Raises NameRefused."""
    assert_no_address(name)
    person = _locked(assert_person(by))
    person.name, person.language, person.time_zone = name, language, time_zone
    person.save(update_fields=["name", "language", "time_zone"])
    record_event("person.update", by=by, objects={"person": person.pk}, now=now)
    return person


@action
def change_language(*, language: str, by: Actor, now: datetime) -> None:
    """Change the language of the actor's pages and e-mails. language is a code of settings.LANGUAGES."""
    person = _locked(assert_person(by))
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
        record_event("person.update", by=by, objects={"person": person.pk}, now=now)


@action
def fill_in_time_zone(*, time_zone: str, by: Actor, now: datetime) -> None:
    """Store the time zone of the actor's browser, unless the actor has a zone or this one is unknown."""
    person = _locked(assert_person(by))
    if not person.time_zone and zone_named(time_zone):
        person.time_zone = time_zone
        person.save(update_fields=["time_zone"])
        record_event("person.update", by=by, objects={"person": person.pk}, now=now)


@action
def erase_person(*, person_id: UUID, by: Actor, now: datetime) -> None:
    """Blank a person's row, and end their rights and sessions. Texts that they wrote stay, signed *former member*.

    Only the person and admins may do this. Raises NotAllowed, NotFound, LastOwner, RecoveryOwnerNeeded, LastAdmin,
    LastReviewer, LastLead.
    """
    if by.id != person_id:
        assert_admin(by)
    assert_person(by)
    person = _locked(person_id)
    _assert_dispensable(person)
    for contribution in contributions().values():
        if contribution.erase:
            contribution.erase(person_id)
    _forget_invitations(person, now)
    _end_rights(person)
    person.email, person.name, person.erased_at = _erased_email(person), "", now
    person.is_active = person.is_admin = person.is_recovery_admin = False
    person.set_unusable_password()
    person.save()
    record_event("person.erase", by=by, objects={"person": person_id}, now=now)


def _end_rights(person: Person) -> None:
    """Delete the person's roles and all that they can sign in with, and end their sessions."""
    person.memberships.all().delete()
    person.team_memberships.all().delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.provider_identities.all().delete()
    person.second_factor_resets.all().delete()
    delete_addresses_of(person.pk)
    for session in UserSession.objects.filter(user=person):
        session.end()


@action
def end_session(*, session_id: int, by: Actor, now: datetime) -> None:
    """Sign the actor out of a session, for example on another device. Raises NotFound for other people's sessions."""
    person_id = assert_person(by)
    session = first_or_not_found(UserSession.objects.filter(pk=session_id, user_id=person_id))
    session.end()
    record_event("session.end", by=by, objects={"person": person_id}, now=now)


@action
def end_other_sessions(*, session_key: str, by: Actor, now: datetime) -> int:
    """Sign the actor out of all sessions but the one with the key. Returns their number."""
    person_id = assert_person(by)
    sessions = list(UserSession.objects.filter(user_id=person_id).exclude(session_key=session_key))
    for session in sessions:
        session.end()
    if sessions:
        record_event("session.end-others", by=by, objects={"person": person_id}, now=now)
    return len(sessions)


@action
def make_admin(*, email: str, by: Actor, now: datetime) -> Person:
    """Make a person an admin. Raises NotAllowed, StaffRolesManaged, and PersonUnknown for an unknown address."""
    assert_admin(by)
    assert_staff_roles_editable()
    address = email.strip().lower()
    person = Person.objects.select_for_update().filter(email=address, is_active=True).first()
    if person is None:
        raise PersonUnknown(email=address)
    if not person.is_admin:
        person.is_admin = True
        person.save(update_fields=["is_admin"])
        record_event("person.make-admin", by=by, objects={"person": person.pk}, now=now)
    return person


@action
def remove_admin(*, person_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a person's admin rights. Raises NotAllowed, NotFound, and LastAdmin for the only admin."""
    assert_admin(by)
    admins = {admin.pk: admin for admin in Person.objects.select_for_update().filter(is_admin=True, is_active=True)}
    if person_id not in admins:
        raise NotFound
    if len(admins) == 1:
        raise LastAdmin
    Person.objects.filter(pk=person_id).update(is_admin=False, is_recovery_admin=False)
    record_event("person.remove-admin", by=by, objects={"person": person_id}, now=now)


def _locked(person_id: UUID) -> Person:
    return first_or_not_found(Person.objects.select_for_update().filter(pk=person_id, erased_at=None))


def _assert_dispensable(person: Person) -> None:
    """Raises an error if the person is the only owner of an organisation, the only admin, or a team's last member."""
    owned = person.memberships.filter(role=Role.OWNER).values("organisation_id")
    others = Membership.objects.filter(~Q(person=person), role=Role.OWNER, person__is_active=True)
    if owned.exclude(organisation_id__in=others.values("organisation_id")).exists():
        raise LastOwner
    assert_no_recovery_owner(person.pk)
    if person.is_admin and not Person.objects.filter(~Q(pk=person.pk), is_admin=True, is_active=True).exists():
        raise LastAdmin
    for team in person.team_memberships.values_list("team", flat=True):
        assert_dispensable(Team(team), person.pk)


@in_transaction
def _forget_invitations(person: Person, now: datetime) -> None:
    """Revoke open invitations to the person, and remove the address from all of them.

    These are invitations to a sign-in address or confirmed address of the person. Those that the person accepted have
    an address that was the person's at that time.
    """
    addresses = {person.email, *EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)}
    rows = Invitation.objects.filter(Q(email__in=addresses) | Q(accepted_by=person))
    rows.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    rows.update(email=_erased_email(person))


def _erased_email(person: Person) -> str:
    return f"{person.pk}@erased.invalid"

"""Queries about people, organisations, teams and agreements."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from msgspec import Struct

from accounts.derived_names import application_label
from accounts.models import (
    ALIAS_OPEN,
    AgreementAcceptance,
    AgreementKind,
    AgreementVersion,
    AliasState,
    Application,
    ApplicationKey,
    Invitation,
    Membership,
    Organisation,
    Person,
    TeamMembership,
    VendorAlias,
)
from common.actor import Actor, Role, TeamRole

# Without recovery codes, which are for emergencies.
SECOND_FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def organisations_of(actor: Actor) -> QuerySet[Organisation]:
    """The organisations that the actor belongs to, sorted by name."""
    return Organisation.objects.filter(pk__in=list(actor.organisations)).order_by(Lower("name"), "pk")


def members_of(organisation_id: UUID) -> QuerySet[Membership]:
    """The organisation's memberships with their people; owners first, then by name."""
    rows = Membership.objects.filter(organisation_id=organisation_id).select_related("person")
    return rows.order_by("-role", "person__name", "person__email")


def open_invitations(organisation_id: UUID) -> QuerySet[Invitation]:
    """The organisation's invitations that were neither used nor revoked, including expired ones, the latest first."""
    rows = Invitation.objects.filter(organisation_id=organisation_id, accepted_at=None, revoked_at=None)
    return rows.select_related("invited_by").order_by("-created_at", "pk")


def invitations_for(person: Person, now: datetime) -> QuerySet[Invitation]:
    """Open invitations to any of the person's verified addresses, the latest first."""
    verified = EmailAddress.objects.filter(user=person, verified=True).values("email")
    rows = Invitation.objects.filter(email__in=verified, accepted_at=None, revoked_at=None, expires_at__gt=now)
    return rows.select_related("organisation", "invited_by").order_by("-created_at", "pk")


def has_verified_email(person_id: UUID, email: str = "") -> bool:
    """Whether the person has verified the address or, without one, any address."""
    rows = EmailAddress.objects.filter(user_id=person_id, verified=True)
    return (rows.filter(email__iexact=email) if email else rows).exists()


def person_with_address(email: str) -> Person | None:
    """The person to whom the address belongs, if possible one who has verified it. email is in lower case."""
    return Person.objects.filter(emailaddress__email=email).order_by("-emailaddress__verified").first()


def member_ids(organisation_id: UUID, *, min_role: Role = Role.VIEWER) -> list[UUID]:
    """IDs of the organisation's active members with at least this role."""
    rows = Membership.objects.filter(organisation_id=organisation_id, role__gte=min_role, person__is_active=True)
    return list(rows.order_by("person_id").values_list("person_id", flat=True))


def has_other_owner(membership: Membership) -> bool:
    """Whether the organisation has an active owner besides this member."""
    rows = Membership.objects.filter(
        organisation_id=membership.organisation_id, role=Role.OWNER, person__is_active=True
    )
    return rows.exclude(pk=membership.pk).exists()


def team_ids(teams: Iterable[str], *, min_role: TeamRole = TeamRole.REVIEWER) -> list[UUID]:
    """IDs of the active people in any of these staff teams with at least this role, without duplicates."""
    rows = TeamMembership.objects.filter(team__in=list(teams), role__gte=min_role, person__is_active=True)
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def staffed_teams() -> set[str]:
    """The staff teams with at least one active member. One query."""
    return set(TeamMembership.objects.filter(person__is_active=True).values_list("team", flat=True).distinct())


def admin_ids() -> list[UUID]:
    """IDs of the active admins."""
    return list(Person.objects.filter(is_admin=True, is_active=True).order_by("pk").values_list("pk", flat=True))


def organisations_with_words(words: Iterable[str]) -> QuerySet[Organisation]:
    """Organisations with each of the words in a name, the vendor ID, the slug or an alias, sorted by name."""
    rows = Organisation.objects.order_by(Lower("name"), "pk")
    for word in words:
        aliases = VendorAlias.objects.filter(Q(name__icontains=word) | Q(vendor_id__icontains=word))
        columns = ("name", "confirmed_name", "vendor_id", "slug")
        is_named = Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
        rows = rows.filter(
            is_named | Q(pk__in=aliases.filter(state__in=(*ALIAS_OPEN, AliasState.CONFIRMED)).values("organisation"))
        )
    return rows


def people_with_words(words: Iterable[str]) -> QuerySet[Person]:
    """Active admins and members of teams and organisations with each of the words in the name or address, by name.

    Their memberships are prefetched.
    """
    team_rows, rows = (
        TeamMembership.objects.filter(person=OuterRef("pk")),
        Membership.objects.filter(person=OuterRef("pk")),
    )
    people = Person.objects.filter(Q(is_admin=True) | Exists(team_rows) | Exists(rows), is_active=True)
    for word in words:
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return people.prefetch_related("team_memberships", "memberships__organisation").order_by("name", "email")


def team_members() -> QuerySet[TeamMembership]:
    """Memberships of all staff teams with their people; leads first, then by name."""
    return TeamMembership.objects.select_related("person").order_by("-role", "person__name", "person__email")


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """{ID: name} of people and applications, in at most two queries. Unknown IDs are left out."""
    person_ids = {person_id for person_id in ids if person_id is not None}
    names = {person.pk: person.get_full_name() for person in Person.objects.filter(pk__in=person_ids)}
    if missing := person_ids - names.keys():
        applications = Application.objects.filter(pk__in=missing).values_list("pk", "name")
        names.update({pk: application_label(name) for pk, name in applications})
    return names


def address_of(actor_id: UUID | None) -> str:
    """The e-mail address of a person; "" for applications."""
    return Person.objects.filter(pk=actor_id).values_list("email", flat=True).first() or "" if actor_id else ""


def language_of(actor_id: UUID) -> str:
    """The language of a person; the portal's default for applications."""
    return Person.objects.filter(pk=actor_id).values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def language_of_organisation(organisation_id: UUID) -> str:
    """The language that most of the organisation's active owners and editors use; English if there are none."""
    rows = Membership.objects.filter(organisation_id=organisation_id, role__gte=Role.EDITOR, person__is_active=True)
    languages = rows.order_by("-role", "created_at").values_list("person__language", flat=True)
    return next((language for language, _ in Counter(languages).most_common(1)), settings.LANGUAGE_CODE)


def current_agreements() -> dict[str, AgreementVersion]:
    """{kind: its current version}. Kinds without a published version are left out."""
    latest = AgreementVersion.objects.values("kind").annotate(number=Max("number"))
    conditions = Q()
    for row in latest:
        conditions |= Q(kind=row["kind"], number=row["number"])
    rows = AgreementVersion.objects.filter(conditions) if conditions else AgreementVersion.objects.none()
    by_kind = {row.kind: row for row in rows}
    return {kind: by_kind[kind] for kind in AgreementKind.values if kind in by_kind}


def organisations_with(kind: str) -> QuerySet[Organisation]:
    """The organisations that have accepted a version of the agreement, sorted by name."""
    accepted = AgreementAcceptance.objects.filter(version__kind=kind).values("organisation")
    return Organisation.objects.filter(pk__in=accepted).order_by(Lower("name"), "pk")


def owners_to_notify(kind: str) -> list[UUID]:
    """IDs of the active owners of the organisations that must accept a new version of the agreement."""
    rows = Membership.objects.filter(role=Role.OWNER, person__is_active=True, organisation__in=organisations_with(kind))
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def acceptances_of(organisation_id: UUID) -> QuerySet[AgreementAcceptance]:
    """The organisation's acceptances of agreements, with versions and people, the latest first."""
    rows = AgreementAcceptance.objects.filter(organisation_id=organisation_id)
    return rows.select_related("version", "by").order_by("-at", "-pk")


def accepted_kinds(organisation_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """{organisation ID: kinds of agreement of which it has accepted the current version}. Two queries.

    A kind without a published version counts as accepted.
    """
    remaining = set(organisation_ids)
    current = current_agreements()
    free = frozenset(AgreementKind.values) - current.keys()
    versions = [version.pk for version in current.values()]
    rows = AgreementAcceptance.objects.filter(organisation_id__in=remaining, version_id__in=versions)
    pairs = set(rows.values_list("organisation_id", "version__kind"))
    return {
        organisation_id: free | {kind for organisation, kind in pairs if organisation == organisation_id}
        for organisation_id in remaining
    }


def has_second_factor(person_id: UUID) -> bool:
    """Whether the person has set up two-factor authentication."""
    return Authenticator.objects.filter(user_id=person_id, type__in=SECOND_FACTOR_TYPES).exists()


def people_without_second_factor(organisation_id: UUID) -> QuerySet[Person]:
    """The active members of the organisation who have not set up two-factor authentication, by name."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTOR_TYPES)
    people = Person.objects.filter(memberships__organisation=organisation_id, is_active=True)
    return people.exclude(Exists(factors)).order_by(Lower("name"), "pk")


def working_keys(now: datetime, at: str = "") -> Q:
    """The condition for keys that are neither revoked nor expired; `at` is the path to the keys ("keys__")."""
    return Q(**{f"{at}revoked_at": None, f"{at}expires_at__gt": now})


def aliases_of(organisation_id: UUID) -> QuerySet[VendorAlias]:
    """The organisation's vendor aliases and its requests for them, the latest first."""
    return VendorAlias.objects.filter(organisation=organisation_id).order_by("-requested_at", "-pk")


def requested_aliases() -> QuerySet[VendorAlias]:
    """The requests for vendor aliases on which an admin must decide."""
    return VendorAlias.objects.filter(state__in=ALIAS_OPEN)


def applications_of(organisation_id: UUID, now: datetime) -> QuerySet[Application]:
    """The organisation's applications, sorted by name, without removed ones. One query.

    Each has `working` (the number of usable keys) and `last_used_at`, its organisation and its trusted publisher.
    """
    rows = Application.objects.filter(organisation_id=organisation_id, removed_at=None)
    rows = rows.select_related("organisation", "publisher")
    working = Count("keys", filter=working_keys(now, "keys__"))
    last = Coalesce(Max("keys__last_used_at"), "publisher__last_used_at")
    return rows.annotate(working=working, last_used_at=last).order_by("name", "pk")


def keys_of_application(application_id: UUID) -> QuerySet[ApplicationKey]:
    """All keys that the application has ever had, with their creators, the latest first."""
    rows = ApplicationKey.objects.filter(application_id=application_id).select_related("created_by")
    return rows.order_by("-created_at", "-pk")


def first_owner_id(organisation_id: UUID) -> UUID | None:
    """The ID of the owner with the oldest membership; None if the organisation has no owner."""
    rows = Membership.objects.filter(organisation_id=organisation_id, role=Role.OWNER, person__is_active=True)
    return rows.order_by("created_at", "pk").values_list("person_id", flat=True).first()


def owns_applications(actor: Actor) -> bool:
    """Whether the actor owns an organisation with applications that were not removed."""
    owned = [organisation_id for organisation_id, role in actor.organisations.items() if role >= Role.OWNER]
    return bool(owned) and Application.objects.filter(organisation_id__in=owned, removed_at=None).exists()


class AgreementStatus(Struct, frozen=True, kw_only=True):
    """The current version of an agreement, and its acceptance (None if the organisation has not accepted it)."""

    version: AgreementVersion
    acceptance: AgreementAcceptance | None


def agreement_statuses(organisation_id: UUID) -> list[AgreementStatus]:
    """The current version of each agreement, with its acceptance by the organisation. Three queries."""
    accepted = {row.version_id: row for row in acceptances_of(organisation_id)}
    return [
        AgreementStatus(version=version, acceptance=accepted.get(version.pk))
        for version in current_agreements().values()
    ]

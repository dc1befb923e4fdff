from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import actions
from accounts.actors import actor_of
from accounts.errors import AgreementOutdated, LastAdmin, LastLead, LastOwner, LastReviewer, PersonUnknown
from accounts.models import (
    AgreementKind,
    Membership,
    Organisation,
    Person,
    Team,
    TeamMembership,
)
from accounts.queries import accepted_kinds, agreement_statuses, names_of
from audit.models import Event
from common.actor import Actor, ActorKind, Role, TeamRole
from common.errors import NotAllowed, NotFound, Stale
from notices.models import Notice
from notices.texts import notices_with_texts
from tests.accounts.factories import (
    NOW,
    make_admin,
    make_agreement,
    make_application,
    make_member,
    make_organisation,
    make_person,
    make_reviewer,
    owner_of,
)

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_actor_of_reads_all_rights_in_one_query(django_assert_num_queries: object) -> None:
    organisation = make_organisation()
    person = make_member(organisation, Role.EDITOR, is_admin=True)
    other = make_organisation("Other")
    Membership.objects.create(organisation=other, person=person, role=Role.VIEWER)
    TeamMembership.objects.create(team=Team.ECOSYSTEMS, person=person, role=TeamRole.LEAD)
    TeamMembership.objects.create(team=Team.ENGINEERING, person=person, role=TeamRole.REVIEWER)

    with django_assert_num_queries(1):
        actor = actor_of(person)

    assert actor == Actor(
        kind=ActorKind.PERSON,
        id=person.pk,
        organisations={organisation.pk: Role.EDITOR, other.pk: Role.VIEWER},
        teams={"ecosystems": TeamRole.LEAD, "engineering": TeamRole.REVIEWER},
        is_admin=True,
    )


def test_two_people_never_share_an_address() -> None:
    make_person("ada")

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user("ADA@partner.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="Ada@Partner.example")


def accept(organisation: Organisation, version_id: int, by: Actor) -> None:
    actions.accept_agreement(organisation_id=organisation.pk, version_id=version_id, by=by, now=NOW)


def test_accept_agreement_is_recorded_once() -> None:
    organisation = make_organisation()
    version = make_agreement()
    owner = owner_of(organisation)

    for _ in range(2):
        accept(organisation, version.pk, owner)

    (status,) = agreement_statuses(organisation.pk)
    assert (status.version, status.acceptance.by_id) == (version, owner.id)
    assert Event.objects.get().object_ids["agreement"] == "programme"


def test_accept_agreement_fails_for_an_older_version() -> None:
    organisation = make_organisation()
    old = make_agreement()
    make_agreement(number=2)

    with pytest.raises(AgreementOutdated):
        accept(organisation, old.pk, owner_of(organisation))


def test_accept_agreement_is_for_owners() -> None:
    organisation = make_organisation()
    version = make_agreement()

    with pytest.raises(NotAllowed):
        accept(organisation, version.pk, actor_of(make_member(organisation, Role.EDITOR)))


def test_accepted_kinds_asks_again_after_a_new_version() -> None:
    organisation = make_organisation()
    accept(organisation, make_agreement().pk, owner_of(organisation))
    make_agreement(AgreementKind.MARKETPLACE)
    assert accepted_kinds([organisation.pk]) == {organisation.pk: {"programme"}}

    make_agreement(number=2)

    assert accepted_kinds([organisation.pk]) == {organisation.pk: frozenset()}


def test_publish_agreement_tells_owners_who_had_accepted() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    accept(organisation, make_agreement().pk, actor_of(owner))
    owner_of(make_organisation("Never accepted"))

    actions.publish_agreement(
        kind=AgreementKind.PROGRAMME, number=2, text="New.", reason="A typo.", by=actor_of(make_admin()), now=NOW
    )

    (notice,) = notices_with_texts(Notice.objects.all())
    assert notice.notice.person == owner
    assert notice.text.body.endswith("\n\nReason: A typo.")


def test_publish_agreement_fails_when_somebody_was_quicker() -> None:
    make_agreement()

    with pytest.raises(Stale):
        actions.publish_agreement(
            kind=AgreementKind.PROGRAMME, number=1, text="New.", reason="A typo.", by=actor_of(make_admin()), now=NOW
        )


def test_put_in_team_again_changes_the_role() -> None:
    person = make_person("ada")
    admin = actor_of(make_admin())

    for role in (TeamRole.REVIEWER, TeamRole.LEAD):
        actions.put_in_team(team=Team.DOCUMENTATION, email="Ada@partner.example", role=role, by=admin, now=NOW)

    assert actor_of(person).leads("documentation")
    assert TeamMembership.objects.count() == 1


def test_put_in_team_fails_for_an_unknown_address() -> None:
    with pytest.raises(PersonUnknown):
        actions.put_in_team(
            team=Team.DOCUMENTATION,
            email="nobody@partner.example",
            role=TeamRole.LEAD,
            by=actor_of(make_admin()),
            now=NOW,
        )


def test_put_in_team_is_for_admins() -> None:
    with pytest.raises(NotAllowed):
        actions.put_in_team(
            team=Team.DOCUMENTATION,
            email="x@partner.example",
            role=TeamRole.LEAD,
            by=actor_of(make_reviewer(role=TeamRole.LEAD)),
            now=NOW,
        )


def test_remove_from_team_ends_the_right() -> None:
    person = make_reviewer(Team.COMMERCIAL)
    make_reviewer(Team.COMMERCIAL)

    actions.remove_from_team(team=Team.COMMERCIAL, person_id=person.pk, by=actor_of(make_admin()), now=NOW)

    assert not actor_of(person).is_staff
    assert Event.objects.get().verb == "team.remove"


def test_the_last_reviewer_of_a_team_stays() -> None:
    person, admin = make_reviewer(Team.COMMERCIAL), actor_of(make_admin())
    Person.objects.filter(pk=make_reviewer(Team.COMMERCIAL).pk).update(is_active=False)

    with pytest.raises(LastReviewer):
        actions.remove_from_team(team=Team.COMMERCIAL, person_id=person.pk, by=admin, now=NOW)
    with pytest.raises(LastReviewer):
        actions.erase_person(person_id=person.pk, by=admin, now=NOW)

    actions.remove_from_team(team=Team.ENGINEERING, person_id=person.pk, by=admin, now=NOW)
    assert actor_of(person).is_staff
    assert not Event.objects.exists()


def test_the_last_lead_of_a_team_stays() -> None:
    lead, admin = make_reviewer(Team.COMMERCIAL, role=TeamRole.LEAD), actor_of(make_admin())
    reviewer = make_reviewer(Team.COMMERCIAL)
    demotion = {"team": Team.COMMERCIAL, "email": lead.email, "role": TeamRole.REVIEWER, "by": admin, "now": NOW}

    with pytest.raises(LastLead):
        actions.remove_from_team(team=Team.COMMERCIAL, person_id=lead.pk, by=admin, now=NOW)
    with pytest.raises(LastLead):
        actions.put_in_team(**demotion)

    actions.put_in_team(**{**demotion, "email": reviewer.email, "role": TeamRole.LEAD})
    actions.put_in_team(**demotion)
    assert not actor_of(lead).leads(Team.COMMERCIAL)


def test_remove_admin_keeps_the_last_one() -> None:
    admin = make_admin()
    by = actor_of(admin)

    with pytest.raises(LastAdmin):
        actions.remove_admin(person_id=admin.pk, by=by, now=NOW)

    other = make_person("ada")
    actions.make_admin(email="ada@partner.example", by=by, now=NOW)
    actions.remove_admin(person_id=admin.pk, by=actor_of(Person.objects.get(pk=other.pk)), now=NOW)
    assert list(Person.objects.filter(is_admin=True)) == [other]


def test_names_of_people_applications_and_former_members() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER, "ada")
    make_member(organisation, Role.OWNER)
    application = make_application(organisation, actor_of(owner))
    assert names_of([owner.pk, application.pk, None]) == {owner.pk: "Ada", application.pk: "CI (application)"}

    actions.erase_person(person_id=owner.pk, by=actor_of(owner), now=NOW)

    assert names_of([owner.pk]) == {owner.pk: "former member"}


def test_erase_person_blanks_the_row_and_ends_every_right(client: Client) -> None:
    organisation = make_organisation()
    make_member(organisation, Role.OWNER)
    person = make_member(organisation, Role.EDITOR, "lovis")  # "ada" can occur in a random ID
    client.force_login(person)

    actions.erase_person(person_id=person.pk, by=actor_of(person), now=NOW)

    person.refresh_from_db()
    assert "lovis" not in person.email + person.name
    assert (person.is_active, person.erased_at) == (False, NOW)
    assert not Membership.objects.filter(person=person).exists()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert client.get("/profile/").status_code == 302


def test_erase_person_removes_all_addresses_of_the_person_from_invitations() -> None:
    """A confirmed second address, and one that was replaced after the invitation. Those of others stay."""
    owner = owner_of(organisation := make_organisation())
    person, other = make_person("lovis"), make_person()
    EmailAddress.objects.create(user=person, email="second@lovis.example", verified=True)
    EmailAddress.objects.create(user=person, email="claimed@stranger.example", verified=False)
    earlier = EmailAddress.objects.create(user=person, email="earlier@lovis.example", verified=True)
    addresses = (person.email, "second@lovis.example", earlier.email, "claimed@stranger.example", other.email)
    invited = [
        actions.invite_person(organisation_id=organisation.pk, email=email, role=Role.VIEWER, by=owner, now=NOW)
        for email in addresses
    ]
    actions.accept_invitation(invitation_id=invited[2].pk, by=actor_of(person), now=NOW)
    earlier.delete()

    actions.erase_person(person_id=person.pk, by=actor_of(person), now=NOW)

    for invitation in invited:
        invitation.refresh_from_db()
    assert [invitation.email for invitation in invited][3:] == ["claimed@stranger.example", other.email]
    assert not any("lovis" in invitation.email for invitation in invited)
    assert [bool(invitation.revoked_at) for invitation in invited] == [True, True, False, False, False]


def test_erase_person_removes_what_waits_for_them() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    member = make_member(organisation, Role.EDITOR)
    actions.change_role(organisation_id=organisation.pk, person_id=member.pk, role=Role.VIEWER, by=owner, now=NOW)

    actions.erase_person(person_id=member.pk, by=actor_of(member), now=NOW)

    assert not Notice.objects.filter(person=member).exists()


def test_erase_person_fails_for_the_last_owner_and_the_last_admin() -> None:
    owner = make_member(make_organisation(), Role.OWNER)
    with pytest.raises(LastOwner):
        actions.erase_person(person_id=owner.pk, by=actor_of(owner), now=NOW)
    admin = make_admin()
    with pytest.raises(LastAdmin):
        actions.erase_person(person_id=admin.pk, by=actor_of(admin), now=NOW)

    owner.refresh_from_db()
    assert owner.erased_at is None
    assert not Event.objects.exists()


def test_erase_person_is_for_oneself_and_admins() -> None:
    person = make_person()

    with pytest.raises(NotAllowed):
        actions.erase_person(person_id=person.pk, by=actor_of(make_person()), now=NOW)
    with pytest.raises(NotFound):
        actions.erase_person(person_id=make_organisation().pk, by=actor_of(make_admin()), now=NOW)

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.actors import actor_of
from accounts.errors import EmailNotVerified, LastOwner, OrganisationSuspended, VendorIdFinal, VendorIdTaken
from accounts.models import Membership, Organisation
from audit.models import Event
from common.actor import ANONYMOUS, SYSTEM, Role
from common.errors import NotAllowed, NotFound
from notices.models import Notice
from notices.texts import notices_with_texts
from tests.accounts.factories import (
    NOW,
    make_admin,
    make_member,
    make_organisation,
    make_person,
    make_reviewer,
    owner_of,
)

pytestmark = pytest.mark.django_db


def found_organisation(name: str = "Blue Fjord", *, by: object = None) -> Organisation:
    actor = by or actor_of(make_person())
    return actions.create_organisation(name=name, url="https://fjord.example", by=actor, now=NOW)


def test_create_organisation_makes_its_founder_the_owner_and_proposes_a_vendor_id() -> None:
    person = make_person("ada")

    organisation = found_organisation(by=actor_of(person))

    assert organisation.slug == "blue-fjord"
    assert (organisation.vendor_id, organisation.is_confirmed) == ("blue-fjord", False)
    assert actor_of(person).holds(Role.OWNER, organisation.pk)
    event = Event.objects.get()
    assert (event.verb, event.actor_id, event.object_ids) == (
        "organisation.create",
        person.pk,
        {"organisation": str(organisation.pk)},
    )


def test_create_organisation_tells_admins() -> None:
    admin = make_admin()

    found_organisation()

    assert Notice.objects.get().person == admin


def test_create_organisation_numbers_an_address_that_is_taken() -> None:
    names = ("Blue Fjord", "Blüe Fjord", "Blue Fjórd")

    assert [found_organisation(name).slug for name in names] == ["blue-fjord", "blue-fjord-2", "blue-fjord-3"]


@pytest.mark.parametrize(
    "name,slug",
    [
        ("New", "new-2"),
        ("Détection & Söhne", "detection-sohne"),
        ("日本", "partner"),
        ("4 Winds", "partner-4-winds"),
        ("x" * 80, "x" * 63),
    ],
)
def test_create_organisation_makes_the_slug_from_the_name(name: str, slug: str) -> None:
    assert found_organisation(name).slug == slug


def test_create_organisation_fails_before_the_address_is_confirmed() -> None:
    actor = actor_of(make_person(verified=False))

    with pytest.raises(EmailNotVerified):
        found_organisation(by=actor)

    assert not Organisation.objects.exists()


@pytest.mark.parametrize("actor", [ANONYMOUS, SYSTEM])
def test_create_organisation_is_for_people(actor: object) -> None:
    with pytest.raises(NotAllowed):
        found_organisation(by=actor)


def test_update_organisation_keeps_the_vendor_id() -> None:
    organisation = make_organisation()

    actions.update_organisation(
        organisation_id=organisation.pk,
        name="Northquay Labs",
        url="https://labs.example",
        by=owner_of(organisation),
        now=NOW,
    )

    organisation.refresh_from_db()
    assert (organisation.name, organisation.url, organisation.vendor_id) == (
        "Northquay Labs",
        "https://labs.example",
        "northquay",
    )


def update(organisation: Organisation, by: object) -> None:
    actions.update_organisation(organisation_id=organisation.pk, name="Other", url="https://o.example", by=by, now=NOW)


def test_update_organisation_is_for_owners() -> None:
    organisation = make_organisation()
    editor = actor_of(make_member(organisation, Role.EDITOR))

    with pytest.raises(NotAllowed):
        update(organisation, editor)

    organisation.refresh_from_db()
    assert organisation.name == "Northquay"


def test_update_organisation_hides_it_from_outsiders() -> None:
    with pytest.raises(NotFound):
        update(make_organisation(), actor_of(make_person()))


def test_update_organisation_fails_while_suspended() -> None:
    organisation = make_organisation(state="suspended")

    with pytest.raises(OrganisationSuspended):
        update(organisation, owner_of(organisation))


def confirm(organisation: Organisation, vendor_id: str, by: object) -> None:
    actions.confirm_vendor_id(organisation_id=organisation.pk, vendor_id=vendor_id, by=by, now=NOW)


def test_confirm_vendor_id_gives_it_for_good_and_tells_owners() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    admin = make_admin()

    confirm(organisation, "north-quay", actor_of(admin))

    organisation.refresh_from_db()
    assert (organisation.vendor_id, organisation.vendor_confirmed_at) == ("north-quay", NOW)
    assert organisation.vendor_confirmed_by == admin
    assert Notice.objects.get().person == owner


def test_confirm_vendor_id_again_changes_nothing() -> None:
    organisation = make_organisation()
    admin = actor_of(make_admin())
    confirm(organisation, "north-quay", admin)

    actions.confirm_vendor_id(
        organisation_id=organisation.pk, vendor_id="north-quay", by=admin, now=NOW + timedelta(days=1)
    )

    organisation.refresh_from_db()
    assert organisation.vendor_confirmed_at == NOW
    assert Event.objects.count() == 1


def test_confirm_vendor_id_fails_when_another_one_is_confirmed() -> None:
    organisation = make_organisation()
    admin = actor_of(make_admin())
    confirm(organisation, "north-quay", admin)

    with pytest.raises(VendorIdFinal):
        confirm(organisation, "quay", admin)


def test_confirm_vendor_id_fails_when_it_is_taken() -> None:
    make_organisation("Other")
    organisation = make_organisation()

    with pytest.raises(VendorIdTaken):
        confirm(organisation, "other", actor_of(make_admin()))

    organisation.refresh_from_db()
    assert not organisation.is_confirmed
    assert not Event.objects.exists()


def test_confirm_vendor_id_is_for_admins() -> None:
    organisation = make_organisation()

    with pytest.raises(NotAllowed):
        confirm(organisation, "north-quay", actor_of(make_reviewer()))


def test_confirm_vendor_id_is_not_for_an_admin_who_belongs_to_the_organisation() -> None:
    organisation = make_organisation()
    member = make_member(organisation, Role.OWNER, is_admin=True)

    with pytest.raises(NotAllowed):
        confirm(organisation, "north-quay", actor_of(member))


@pytest.mark.parametrize("change", [{"vendor_id": "other"}, {"vendor_confirmed_at": None, "vendor_confirmed_by": None}])
def test_confirmed_vendor_id_is_guarded_by_the_database(change: dict[str, object]) -> None:
    organisation = make_organisation()
    confirm(organisation, "north-quay", actor_of(make_admin()))

    with pytest.raises(IntegrityError, match="a confirmed vendor id is final"), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**change)


def test_suspend_organisation_and_take_it_back() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    admin = actor_of(make_admin())

    actions.suspend_organisation(organisation_id=organisation.pk, reason="Unpaid", by=admin, now=NOW)
    organisation.refresh_from_db()
    assert (organisation.is_active, organisation.suspension_reason) == (False, "Unpaid")

    actions.reactivate_organisation(organisation_id=organisation.pk, by=admin, now=NOW)
    organisation.refresh_from_db()
    assert (organisation.is_active, organisation.suspension_reason) == (True, None)
    assert list(Event.objects.values_list("verb", flat=True).order_by("id")) == [
        "organisation.suspend",
        "organisation.reactivate",
    ]
    notices = notices_with_texts(Notice.objects.filter(person=owner).order_by("pk"))
    assert ["Reason: Unpaid" in notice.text.body for notice in notices] == [True, False]


def test_suspend_organisation_is_for_admins() -> None:
    organisation = make_organisation()

    with pytest.raises(NotAllowed):
        actions.suspend_organisation(
            organisation_id=organisation.pk, reason="Unpaid", by=owner_of(organisation), now=NOW
        )


def test_change_role_tells_the_member() -> None:
    organisation = make_organisation()
    member = make_member(organisation, Role.VIEWER)

    actions.change_role(
        organisation_id=organisation.pk, person_id=member.pk, role=Role.EDITOR, by=owner_of(organisation), now=NOW
    )

    assert Membership.objects.get(person=member).role == Role.EDITOR
    assert Notice.objects.get().person == member
    assert Event.objects.get().object_ids["role"] == "editor"


def test_change_role_keeps_the_last_owner() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)

    with pytest.raises(LastOwner):
        actions.change_role(
            organisation_id=organisation.pk, person_id=owner.pk, role=Role.EDITOR, by=actor_of(owner), now=NOW
        )

    assert Membership.objects.get(person=owner).role == Role.OWNER
    assert not Event.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_change_role_is_for_owners(role: Role) -> None:
    organisation = make_organisation()
    member = make_member(organisation, role)

    with pytest.raises(NotAllowed):
        actions.change_role(
            organisation_id=organisation.pk, person_id=member.pk, role=Role.OWNER, by=actor_of(member), now=NOW
        )


def test_remove_member_ends_the_membership_once() -> None:
    organisation = make_organisation()
    member = make_member(organisation, Role.EDITOR)
    owner = owner_of(organisation)

    for _ in range(2):
        actions.remove_member(organisation_id=organisation.pk, person_id=member.pk, by=owner, now=NOW)

    assert not Membership.objects.filter(person=member).exists()
    assert Event.objects.get().verb == "membership.remove"
    assert Notice.objects.get().person == member


def test_leave_organisation_tells_the_owners() -> None:
    organisation = make_organisation()
    staying = make_member(organisation, Role.OWNER)
    leaving = make_member(organisation, Role.OWNER)

    actions.leave_organisation(organisation_id=organisation.pk, by=actor_of(leaving), now=NOW)

    assert not actor_of(leaving).belongs_to(organisation.pk)
    assert Notice.objects.get().person == staying


def test_leave_organisation_fails_for_the_last_owner() -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)
    make_member(organisation, Role.EDITOR)

    with pytest.raises(LastOwner):
        actions.leave_organisation(organisation_id=organisation.pk, by=actor_of(owner), now=NOW)

    assert actor_of(owner).belongs_to(organisation.pk)

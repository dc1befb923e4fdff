"""Applications and their keys: adding, rotating, revoking and removing them, and what the keys allow."""

from datetime import timedelta

import pytest

from accounts import actions
from accounts.actors import actor_of, actor_of_application
from accounts.errors import (
    ApplicationKeyExists,
    ApplicationNameTaken,
    ApplicationRemoved,
    OrganisationSuspended,
    OwnerMissing,
    SecondFactorMissing,
    TooManyKeys,
)
from accounts.models import Application, ApplicationKey
from accounts.queries import applications_of
from accounts.tokens import KEY_PREFIX_LENGTH, KEY_START, hash_of
from audit.models import Event
from common.actor import SYSTEM, ActorKind, Role
from common.errors import NameRefused, NotAllowed, NotFound
from common.ids import uuid7
from notices.models import Notice
from notices.texts import notices_with_texts
from tests.accounts.factories import (
    NOW,
    YEAR,
    give_second_factor,
    key_that_works,
    make_admin,
    make_application,
    make_key,
    make_member,
    make_organisation,
    owner_of,
)

pytestmark = pytest.mark.django_db


def test_add_application_key_stores_a_hash_and_warns_owners() -> None:
    organisation = make_organisation()
    other_owner = make_member(organisation, Role.OWNER)
    owner = owner_of(organisation)
    application = make_application(organisation, owner)

    new_key = make_key(application, owner)

    key = ApplicationKey.objects.get()
    assert key.hash == hash_of(new_key.secret)
    assert new_key.secret.startswith(key.prefix)
    assert len(key.prefix) == KEY_PREFIX_LENGTH
    assert key.prefix.startswith(KEY_START)  # never a dash, which a command line would read as an option
    assert new_key.secret not in str(list(ApplicationKey.objects.values()))
    assert Notice.objects.filter(person=other_owner).count() == 2


def test_a_key_works_until_it_ends() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application = make_application(organisation, owner, Role.EDITOR)
    new_key = make_key(application, owner)

    stored = key_that_works(application.client_id, new_key.secret, NOW)

    assert stored is not None
    assert stored.pk == new_key.key.pk
    assert actor_of_application(stored.application).organisations == {organisation.pk: Role.EDITOR}
    assert key_that_works(application.client_id, "guess", NOW) is None
    assert key_that_works(application.client_id, new_key.secret, NOW + YEAR) is None
    actions.revoke_application_key(organisation_id=organisation.pk, key_id=new_key.key.pk, by=owner, now=NOW)
    assert key_that_works(application.client_id, new_key.secret, NOW) is None


def test_remove_application_ends_all_access() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application = make_application(organisation, owner)
    new_key = make_key(application, owner)

    actions.remove_application(organisation_id=organisation.pk, application_id=application.pk, by=owner, now=NOW)

    assert key_that_works(application.client_id, new_key.secret, NOW) is None
    with pytest.raises(ApplicationRemoved):
        make_key(application, owner)


def test_application_has_at_most_two_working_keys() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application = make_application(organisation, owner)
    make_key(application, owner)
    make_key(application, owner)

    with pytest.raises(TooManyKeys):
        make_key(application, owner)
    assert make_key(application, owner, now=NOW + YEAR).key.is_usable(NOW + YEAR)


def test_create_application_fails_for_a_name_that_is_taken() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    make_application(organisation, owner)

    with pytest.raises(ApplicationNameTaken):
        make_application(organisation, owner)


def test_create_application_asks_for_a_second_factor_where_that_is_required(settings: object) -> None:
    settings.REQUIRE_STAFF_MFA = True
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)

    with pytest.raises(SecondFactorMissing):
        make_application(organisation, actor_of(owner))

    give_second_factor(owner)
    assert make_application(organisation, actor_of(owner)).name == "CI"


def test_applications_manage_no_applications() -> None:
    organisation = make_organisation()
    application = make_application(organisation, owner_of(organisation))

    with pytest.raises(NotAllowed):
        make_application(organisation, actor_of_application(application))


def test_note_key_use_writes_once_a_minute() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    key = make_key(make_application(organisation, owner), owner).key

    for seconds in (0, 30, 90):
        actions.record_key_use(key_id=key.pk, now=NOW + timedelta(seconds=seconds))
        key.refresh_from_db()
        assert key.last_used_at == NOW + timedelta(seconds=90 * (seconds == 90))


def test_keys_of_a_suspended_organisation_do_not_work_until_it_is_reactivated() -> None:
    organisation, admin = make_organisation(), actor_of(make_admin())
    owner = owner_of(organisation)
    application = make_application(organisation, owner)
    secret = make_key(application, owner).secret

    actions.suspend_organisation(organisation_id=organisation.pk, reason="Unpaid", by=admin, now=NOW)
    while_suspended = key_that_works(application.client_id, secret, NOW)
    actions.reactivate_organisation(organisation_id=organisation.pk, by=admin, now=NOW)

    assert while_suspended is None
    assert key_that_works(application.client_id, secret, NOW) is not None


def test_key_of_another_application_or_a_removed_organisation_opens_nothing() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application, other = make_application(organisation, owner), make_application(organisation, owner, name="Nightly")
    secret = make_key(application, owner).secret
    assert key_that_works(other.client_id, secret, NOW) is None

    organisation.delete()

    assert key_that_works(application.client_id, secret, NOW) is None


def test_key_of_a_form_that_was_sent_twice_is_made_once() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application, form = make_application(organisation, owner), uuid7()
    make_key(application, owner)
    new_key = make_key(application, owner, id=form, label="CI, spring")

    with pytest.raises(ApplicationKeyExists):
        make_key(application, owner, id=form)

    assert (new_key.key.pk, new_key.key.label) == (form, "CI, spring")
    assert ApplicationKey.objects.count() == 2


def test_label_is_validated_like_a_name() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application = make_application(organisation, owner)

    with pytest.raises(NameRefused):
        make_key(application, owner, label="CI\u200bspring")

    assert not ApplicationKey.objects.exists()


def test_change_application_role_is_recorded_and_owners_are_notified() -> None:
    organisation = make_organisation()
    other_owner, owner = make_member(organisation, Role.OWNER), owner_of(organisation)
    application = make_application(organisation, owner)

    for role in (Role.VIEWER, Role.VIEWER, Role.EDITOR):
        actions.change_application_role(
            organisation_id=organisation.pk,
            application_id=application.pk,
            role=role,
            by=owner,
            now=NOW + timedelta(hours=role),
        )

    application.refresh_from_db()
    assert application.role == Role.EDITOR
    events = Event.objects.filter(verb="application.change-role").order_by("at")
    assert [event.object_ids["role"] for event in events] == ["viewer", "editor"]
    texts = [
        notice.text.body
        for notice in notices_with_texts(Notice.objects.filter(person=other_owner).order_by("created_at"))
    ]
    assert [text.partition(".\n")[0] for text in texts[1:]] == [
        "The application's role was changed to Reader",
        "The application's role was changed to Developer",
    ]


def test_change_application_role_fails_for_a_removed_application_and_for_others() -> None:
    organisation, other = make_organisation(), make_organisation("Other")
    owner, editor = owner_of(organisation), actor_of(make_member(organisation, Role.EDITOR))
    application = make_application(organisation, owner)
    wanted = {"application_id": application.pk, "role": Role.VIEWER, "now": NOW}

    with pytest.raises(NotAllowed):
        actions.change_application_role(organisation_id=organisation.pk, **wanted, by=editor)
    with pytest.raises(NotFound):
        actions.change_application_role(organisation_id=other.pk, **wanted, by=owner_of(other))
    actions.remove_application(organisation_id=organisation.pk, application_id=application.pk, by=owner, now=NOW)
    with pytest.raises(ApplicationRemoved):
        actions.change_application_role(organisation_id=organisation.pk, **wanted, by=owner)


def test_suspended_organisation_gets_neither_application_nor_key() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application = make_application(organisation, owner)
    actions.suspend_organisation(organisation_id=organisation.pk, reason="Unpaid", by=actor_of(make_admin()), now=NOW)

    with pytest.raises(OrganisationSuspended):
        make_application(organisation, owner, name="Nightly")
    with pytest.raises(OrganisationSuspended):
        make_key(application, owner)


def onboard(organisation: object, **values: object) -> actions.NewKey:
    wanted = {"name": "CI", "role": Role.OWNER, "key": actions.KeyRequest(valid_for=YEAR), "by": SYSTEM, "now": NOW}
    return actions.onboard_application(organisation_id=organisation.pk, **{**wanted, **values})


def test_onboard_application_by_the_system_names_the_first_owner_as_creator() -> None:
    organisation = make_organisation()
    make_member(organisation, Role.EDITOR)
    first = make_member(organisation, Role.OWNER)
    make_member(organisation, Role.OWNER)

    onboarded = onboard(organisation)

    application = Application.objects.get()
    assert key_that_works(application.client_id, onboarded.secret, NOW) == onboarded.key
    assert {application.created_by_id, onboarded.key.created_by_id} == {first.pk}
    assert {event.actor_kind for event in Event.objects.filter(verb__startswith="application.")} == {ActorKind.SYSTEM}


def test_onboard_application_fails_without_an_owner() -> None:
    organisation = make_organisation()
    make_member(organisation, Role.EDITOR)

    with pytest.raises(OwnerMissing):
        onboard(organisation)


def test_onboard_application_makes_nothing_where_the_key_fails() -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    taken = make_key(make_application(organisation, owner), owner).key.pk
    events = Event.objects.count()

    with pytest.raises(ApplicationKeyExists):
        onboard(organisation, name="Nightly", key=actions.KeyRequest(valid_for=YEAR, id=taken))

    assert Application.objects.count() == 1
    assert Event.objects.count() == events


def test_applications_are_listed_with_their_working_keys_and_last_use(django_assert_num_queries: object) -> None:
    organisation = make_organisation()
    owner = owner_of(organisation)
    application, unused = make_application(organisation, owner), make_application(organisation, owner, name="Unused")
    removed = make_application(organisation, owner, name="Removed")
    actions.remove_application(organisation_id=organisation.pk, application_id=removed.pk, by=owner, now=NOW)
    revoked, used = make_key(application, owner).key, make_key(application, owner).key
    actions.revoke_application_key(organisation_id=organisation.pk, key_id=revoked.pk, by=owner, now=NOW)
    actions.record_key_use(key_id=used.pk, now=NOW)

    with django_assert_num_queries(1):
        applications = list(applications_of(organisation.pk, NOW))

    assert [(row.pk, row.working, row.last_used_at) for row in applications] == [
        (application.pk, 1, NOW),
        (unused.pk, 0, None),
    ]

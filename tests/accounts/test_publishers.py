"""Trusted publishers: which workflow runs they match, who can add them, and what ends them."""

from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from msgspec import structs

from accounts import actions
from accounts.actors import actor_of
from accounts.errors import (
    ApplicationNameTaken,
    ClaimMismatch,
    ClaimMissing,
    KeylessApplication,
    OrganisationSuspended,
    PublisherExists,
    SecondFactorMissing,
)
from accounts.models import PULL_REQUEST_EVENTS, Application, Organisation, OrganisationState, TrustedPublisher
from accounts.publishers import Claims, matching_publishers
from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound
from notices.models import Notice
from notices.texts import notices_with_texts
from tests.accounts.factories import NOW, make_application, make_key, make_member, make_organisation, owner_of
from tests.listings.scene import draft

GITHUB = "https://token.actions.githubusercontent.com"
CLAIMS = Claims(
    iss=GITHUB,
    repository="northquay/tide-gauge",
    repository_id="4711",
    workflow="publish.yml",
    environment="",
    ref="refs/tags/v1.2.0",
    workflow_claim=("job_workflow_ref", "northquay/tide-gauge/.github/workflows/publish.yml@refs/tags/v1.2.0"),
)
WORKFLOW = actions.Workflow(issuer=GITHUB, repository="northquay/tide-gauge", workflow="publish.yml")


def unsaved(**values: str) -> TrustedPublisher:
    return TrustedPublisher(**{**structs.asdict(WORKFLOW), **values})


def trusted(owner: Actor, listing_id: UUID, name: str = "GitHub", **values: str) -> TrustedPublisher:
    organisation_id = next(iter(owner.organisations))
    return actions.trust_publisher(
        organisation_id=organisation_id,
        listing_id=listing_id,
        name=name,
        role=Role.OWNER,
        workflow=structs.replace(WORKFLOW, **values),
        by=owner,
        now=NOW,
    )


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"ref": "refs/tags/v*"},
        {"ref": "refs/tags/v1.2.0"},
        {"repository_id": "4711"},
    ],
)
def test_a_run_matches(values: dict[str, str]) -> None:
    publisher = unsaved(**values)
    assert matching_publishers([publisher], CLAIMS) == [publisher]


@pytest.mark.parametrize(
    "claim, values",
    [
        ("iss", {"issuer": f"{GITHUB}/"}),
        ("repository", {"repository": "Northquay/tide-gauge"}),
        ("repository", {"repository": "northquay/*"}),
        ("repository_id", {"repository_id": "4712"}),
        ("job_workflow_ref", {"workflow": "publish.yaml"}),
        ("job_workflow_ref", {"workflow": "*"}),
        ("ref", {"ref": "refs/heads/*"}),
        ("ref", {"ref": "refs/tags/v"}),
        ("ref", {"ref": "REFS/TAGS/*"}),
    ],
)
def test_another_run_does_not(claim: str, values: dict[str, str]) -> None:
    with pytest.raises(ClaimMismatch) as refused:
        matching_publishers([unsaved(**values)], CLAIMS)
    value = CLAIMS.workflow_claim[1] if claim == "job_workflow_ref" else getattr(CLAIMS, claim)
    assert refused.value.context == {"claim": claim, "value": value}


@pytest.mark.parametrize("event", PULL_REQUEST_EVENTS)
def test_a_run_for_a_pull_request_matches_only_by_name(event: str) -> None:
    claims = structs.replace(CLAIMS, event_name=event)
    others = [other for other in PULL_REQUEST_EVENTS if other != event]

    with pytest.raises(ClaimMismatch) as refused:
        matching_publishers([unsaved(), TrustedPublisher(**structs.asdict(WORKFLOW) | {"events": others})], claims)

    assert refused.value.context == {"claim": "event_name", "value": event}
    allowing = TrustedPublisher(**structs.asdict(WORKFLOW) | {"events": [event]})
    assert matching_publishers([unsaved(), allowing], claims) == [allowing]


@pytest.mark.parametrize("event", ["", "push", "release", "workflow_dispatch"])
def test_runs_for_other_events_match(event: str) -> None:
    publisher = unsaved()
    assert matching_publishers([publisher], structs.replace(CLAIMS, event_name=event)) == [publisher]


def test_a_claim_that_the_token_lacks_is_named() -> None:
    with pytest.raises(ClaimMissing) as refused:
        matching_publishers([unsaved(environment="release")], CLAIMS)
    assert refused.value.context == {"claim": "environment"}


def test_nothing_matches_where_nothing_is_trusted() -> None:
    with pytest.raises(ClaimMismatch):
        matching_publishers([], CLAIMS)


def test_the_most_specific_one_comes_first() -> None:
    any_run, tags, release = unsaved(), unsaved(ref="refs/tags/*"), unsaved(environment="release")
    claims = structs.replace(CLAIMS, environment="release")
    assert matching_publishers([any_run, tags, release], claims) == [release, tags, any_run]


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(organisation: Organisation) -> Actor:
    return owner_of(organisation)


@pytest.mark.django_db
def test_a_publisher_gets_an_application_of_its_own(organisation: Organisation, owner: Actor) -> None:
    other_owner = make_member(organisation, Role.OWNER)
    listing_id = draft(owner).listing_id

    publisher = trusted(owner, listing_id, ref="refs/tags/*")

    application = Application.objects.get()
    assert (application.publisher, application.name, application.role) == (publisher, "GitHub", Role.OWNER)
    object_ids = Event.objects.get(verb="application.trust").object_ids
    assert object_ids["listing"] == str(listing_id)
    assert (object_ids["repository"], object_ids["workflow"]) == ("northquay/tide-gauge", "publish.yml")
    texts = [notice.text.body for notice in notices_with_texts(Notice.objects.filter(person=other_owner))]
    assert any("A trusted publisher was added" in text for text in texts)


@pytest.mark.django_db
def test_the_same_workflow_is_trusted_once(owner: Actor) -> None:
    first, second = draft(owner).listing_id, draft(owner, name="Buoy").listing_id
    trusted(owner, first)

    with pytest.raises(ApplicationNameTaken):
        trusted(owner, first)
    with pytest.raises(PublisherExists):
        trusted(owner, first, "Another")
    trusted(owner, second, "Another")

    assert Application.objects.count() == TrustedPublisher.objects.count() == 2


@pytest.mark.django_db
def test_only_owners_add_one_for_their_own_listing(organisation: Organisation, owner: Actor) -> None:
    stranger, editor = owner_of(make_organisation("Southquay")), actor_of(make_member(organisation, Role.EDITOR))
    listing_id = draft(owner).listing_id
    add = {"organisation_id": organisation.pk, "name": "CI", "role": Role.EDITOR, "workflow": WORKFLOW, "now": NOW}

    for by, listing, error in (
        (editor, listing_id, NotAllowed),
        (stranger, listing_id, NotFound),
        (owner, uuid4(), NotFound),
        (owner, draft(stranger).listing_id, NotFound),
    ):
        with pytest.raises(error):
            actions.trust_publisher(**add, listing_id=listing, by=by)  # type: ignore[arg-type]  # a row of the table
    Organisation.objects.filter(pk=organisation.pk).update(state=OrganisationState.SUSPENDED)
    with pytest.raises(OrganisationSuspended):
        trusted(owner, listing_id)

    assert not Application.objects.exists()


@pytest.mark.django_db
def test_a_second_factor_comes_first(owner: Actor) -> None:
    listing_id = draft(owner).listing_id
    with override_settings(REQUIRE_STAFF_MFA=True), pytest.raises(SecondFactorMissing):
        trusted(owner, listing_id)


@pytest.mark.django_db
def test_its_application_gets_no_key(organisation: Organisation, owner: Actor) -> None:
    application = trusted(owner, draft(owner).listing_id).application
    with pytest.raises(KeylessApplication):
        make_key(application, owner)
    assert make_key(make_application(organisation, owner), owner).secret


@pytest.mark.django_db
def test_it_ends_with_its_application(organisation: Organisation, owner: Actor) -> None:
    listing_id = draft(owner).listing_id
    publisher = trusted(owner, listing_id)

    actions.remove_application(
        organisation_id=organisation.pk, application_id=publisher.application_id, by=owner, now=NOW
    )

    assert not TrustedPublisher.objects.exists()
    assert trusted(owner, listing_id).application != publisher.application

"""A submission records its instances, and is promoted automatically if its client requested that."""

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Application
from common.actor import Role
from jobs.actions import claim_job
from jobs.kind_registry import job_kind_named
from jobs.models import Job, JobState
from listings.actions import submit_revision, withdraw_revision
from listings.models import Revision, Submission
from listings.states.revision_states import RevisionState
from releases.queries import PROMOTE_JOB
from sandboxes.actions import enable_tile
from sandboxes.models import SignOff
from tests.api.ingestion_client import fault
from tests.api.submissions_scene import Partner
from tests.api.test_submitting import BODY, approve, run_checks, stored
from tests.api.test_variants import branches, make
from tests.listings.scene import reloaded
from tests.reviews.scene import FIRST_TEAMS
from tests.sandboxes.scene import admin

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
OFFER = ("Availability", "Property", "Package", "Listing", "ResellerConfiguration")
PLAN = ("Availability", "Package", "Listing")


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Each test has its own folder of files."""


@pytest.fixture(scope="module")
def acme(shared_rows: Path) -> Partner:
    partner = Partner()
    partner.reach("draft")
    return partner


def instances(of: Partner, modules: tuple[str, ...], plan: object = None) -> list[dict[str, str]]:
    """The result of the branch queries."""
    return [
        {"type": module, "value": branch["currentDraftInstanceID"]}
        for module in modules
        for branch in branches(of.api, module)
        if branch.get("variantID") == plan
    ]


def full_body(of: Partner, plan: object) -> dict[str, object]:
    plans = [{"variantID": plan, "resources": instances(of, PLAN, plan)}]
    return {**BODY, "resources": instances(of, OFFER), "variantResources": plans}


def test_a_submission_contains_the_instances_that_it_froze(acme: Partner) -> None:
    plan = make(acme.api)["id"]
    body = full_body(acme, plan)
    sent = acme.api.post(acme.path, body)
    assert sent.status_code == 201, sent.content
    for response in (sent.json(), acme.api.get(f"{acme.path}/{sent.json()['id']}").json(), *acme.submissions()):
        assert response["resources"] == body["resources"]
        assert response["variantResources"] == body["variantResources"]


@pytest.mark.parametrize("value", ["{product}-ResellerInstance", "{PRODUCT}-resellerinstance", None])
def test_resellers_are_named_in_several_ways_or_not_at_all(acme: Partner, value: str | None) -> None:
    product = str(acme.listing.pk)
    named = value.format(product=product, PRODUCT=product.upper()) if value else ""
    sent = [{"type": "resellerconfiguration", "value": named}] if value else []
    assert acme.api.post(acme.path, {**BODY, "resources": sent}).status_code == 201


@pytest.mark.parametrize(
    "change, named",
    [
        ({"resources": [{"type": "Listing", "value": str(uuid4())}]}, "resources"),
        ({"resources": [{"type": "Listing", "value": "{package}"}]}, "resources"),
        ({"resources": [{"type": "Video", "value": "{package}"}]}, "resources"),
        ({"variantResources": [{"variantID": str(uuid4()), "resources": []}]}, "variantResources"),
        (
            {"variantResources": [{"variantID": "{plan}", "resources": [{"type": "Property", "value": "x"}]}]},
            "variantResources",
        ),
        (
            {"variantResources": [{"variantID": "{plan}", "resources": [{"type": "Package", "value": "{package}"}]}]},
            "variantResources",
        ),
    ],
)
def test_what_is_not_of_the_draft_is_refused(acme: Partner, change: Mapping[str, object], named: str) -> None:
    plan = str(make(acme.api)["id"])
    (package,) = instances(acme, ("Package",))
    filled = _filled(change, {"{plan}": plan, "{package}": package["value"]})
    response = acme.api.post(acme.path, {**BODY, **filled})  # type: ignore[dict-item]  # as JSON
    assert (response.status_code, list(fault(response)["data"])) == (400, [named])
    assert not Submission.objects.exists()


def _filled(value: object, words: Mapping[str, str]) -> object:
    if isinstance(value, Mapping):
        return {name: _filled(item, words) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, words) for item in value]
    return words.get(str(value), value)


AUTO = {**BODY, "publishOption": {"IsAutoPromote": "true"}}


def preview(of: Partner, body: object = AUTO) -> str:
    """The submission of the body, once its preview is ready."""
    response = of.api.post(of.path, body)
    assert response.status_code == 201, response.content
    run_checks(reloaded(of.revision))
    for team in FIRST_TEAMS:
        approve(team)
    enable_tile(revision_id=of.revision.pk, orgs=[], seen=None, by=admin(), now=timezone.now())
    return f"{of.path}/{response.json()['id']}"


def work() -> None:
    """Run the queued promotion as the worker does."""
    job = claim_job(job_id=Job.objects.get(kind=PROMOTE_JOB).pk, now=timezone.now())
    assert job is not None
    job_kind_named(PROMOTE_JOB).handler(job_id=job.pk, payload=job.payload, attempt=job.attempt, renew=lambda: None)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_preview_is_promoted_where_its_client_asked_for_it(acme: Partner) -> None:
    path = preview(acme)
    option = acme.api.get(path, **{"$expand": "PublishOption"}).json()["publishOption"]
    assert option["isAutoPromote"] is True
    work()
    assert (acme.revision.state, acme.api.get(path).json()["substate"]) == (RevisionState.SCHEDULED, "Publishing")
    assert SignOff.objects.get().by == acme.api.caller.application.pk


def test_each_submission_asks_for_the_promotion_itself(acme: Partner) -> None:
    path = f"{acme.path}/{acme.api.post(acme.path, AUTO).json()['id']}"
    assert acme.api.delete(path).status_code == 204
    submit_revision(revision_id=acme.revision.pk, seen=None, by=acme.owner, now=timezone.now())
    assert _newest_is_automatic(acme) is False
    for body, is_asked in ((AUTO, True), (BODY, False)):
        withdraw_revision(revision_id=acme.revision.pk, seen=None, by=acme.owner, now=timezone.now())
        acme.api.post(acme.path, body)
        assert _newest_is_automatic(acme) is is_asked
    Revision.objects.update(state=RevisionState.APPROVED)
    enable_tile(revision_id=acme.revision.pk, orgs=[], seen=None, by=admin(), now=timezone.now())
    assert not Job.objects.filter(kind=PROMOTE_JOB).exists()


def _remove_application(_of: Partner) -> None:
    Application.objects.update(removed_at=timezone.now())


def _submit_as_a_person(of: Partner) -> None:
    Submission.objects.update(submitted_by=of.owner.id)


def _take_the_role_away(_of: Partner) -> None:
    Application.objects.update(role=Role.EDITOR)


def _move_on(of: Partner) -> None:
    Revision.objects.filter(pk=of.revision.pk).update(submission_number=2)


@pytest.mark.parametrize(
    "change",
    [_remove_application, _submit_as_a_person, _take_the_role_away, _move_on],
    ids=lambda change: change.__name__,
)
def test_nothing_is_promoted_that_may_not_be(acme: Partner, change: object) -> None:
    preview(acme)
    change(acme)  # type: ignore[operator]  # of the table
    before = stored()
    work()
    assert (stored(), acme.revision.state) == (before, RevisionState.IN_SANDBOX)


def _newest_is_automatic(acme: Partner) -> bool:
    submissions = acme.api.get(acme.path, **{"$expand": "PublishOption"}).json()["value"]
    return bool(submissions[0]["publishOption"]["isAutoPromote"])

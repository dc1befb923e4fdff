"""From a request to a live tile: submitted, reviewed, live, and read in each of these states."""

from pathlib import Path
from typing import Any

import pytest

from listings.imports.folder_imports import import_into_revision
from listings.models import Submission
from listings.states.revision_states import RevisionState
from releases.actions import publish_revision
from sandboxes.models import SignOff
from tests.api.configure_client import Configure, error, product, resource, resource_in
from tests.api.submissions_scene import Partner
from tests.api.test_configure import EVERYTHING, LISTING, TIDE
from tests.reviews.scene import InReview, pass_checks
from tests.sandboxes.scene import admin, enabled_activation
from tests.validation.scene import fill_in_missing, ready_package

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NAMES = ("product", "plan", "listing", "property")
PREVIEW, LIVE = {"target": {"targetType": "preview"}}, {"target": {"targetType": "live"}}


@pytest.fixture
def acme(data_dir: Path) -> Partner:
    return Partner()


@pytest.fixture
def api(acme: Partner) -> Configure:
    return Configure(acme.api.caller)


def approve(acme: Partner) -> None:
    revision = acme.revision
    pass_checks(revision.pk)
    InReview(owner=acme.owner, revision_id=revision.pk).approve_all()
    enabled_activation(acme.revision)


def submission_states(api: Configure, root: str, target: str = "") -> list[tuple[str, str | None, str | None]]:
    """(target, status, result) of each submission of the product."""
    query = {"targetType": target} if target else {}
    rows = api.get(f"submission/{root.removeprefix('product/')}", **query).json()["value"]
    return [(row["target"]["targetType"], row.get("status"), row.get("result")) for row in rows]


def test_a_product_goes_live_as_it_was_asked_for(acme: Partner, api: Configure) -> None:
    root, plan, texts, _property = (resource["id"] for resource in api.done(*(EVERYTHING[name] for name in NAMES)))
    import_into_revision(
        revision_id=acme.revision.pk, package=ready_package(), by=acme.owner, now=acme.revision.created_at
    )
    fill_in_missing(acme.revision, by=acme.owner)
    assert submission_states(api, root) == [("draft", None, None)]

    listing = {**EVERYTHING["listing"], "product": root, "title": "Tide Gauges", "resourceName": None}
    submitted = api.done(listing, resource("submission", product=root, **PREVIEW))[1]
    assert (submitted["status"], submitted["result"]) == ("running", "pending")
    assert api.get(submitted["id"]).json()["id"] == submitted["id"]
    assert acme.submissions()[0]["id"] == submitted["id"].split("/")[-1]
    assert api.errors({**listing, "title": "Later"})[0][1:] == ("locked", "productLocked")
    approve(acme)
    assert submission_states(api, root) == [("draft", None, None), ("preview", "completed", "succeeded")]

    live = api.done(resource("submission", id=submitted["id"], product=root, **LIVE))[0]
    assert (live["id"], live["target"], live["status"]) == (submitted["id"], LIVE["target"], "running")
    assert SignOff.objects.get().by == acme.api.caller.application.pk
    publish_revision(revision_id=acme.revision.pk, seen=None, by=admin(), now=acme.revision.state_since)
    assert submission_states(api, root, "live") == [("live", "completed", "succeeded")]
    # The declaration is repeated and changes nothing.
    assert api.done(resource("submission", id=submitted["id"], product=root, **LIVE))[0]["result"] == "succeeded"

    api.done({**listing, "title": "Ebb Gauges"}, resource("plan", id=plan, identity={"externalId": "gold"}))
    titles = {target: api.tree(root, target)[texts]["title"] for target in ("draft", "preview", "live")}
    assert titles == {"draft": "Ebb Gauges", "preview": "Tide Gauges", "live": "Tide Gauges"}
    assert [api.tree(root, target)[plan]["identity"]["externalId"] for target in ("draft", "live")] == ["gold", "basic"]
    assert api.errors(resource("plan", id=plan, lifecycleState="deleted"))[0][1] == "conflict"
    assert api.errors(resource("listing", id=texts, lifecycleState="deleted"))[0][1:] == ("conflict", "invalidState")
    assert api.errors(resource("product", id=root, lifecycleState="deleted"))[0][1] == "conflict"
    assert api.errors(resource("product", id=root, lifecycleState="deprecated"))[0][2] == "notSupported"


def test_nothing_of_a_draft_is_in_preview_or_live(api: Configure) -> None:
    (root,) = api.done(product())
    for target in ("preview", "live"):
        response = api.get(f"resource-tree/{root['id']}", targetType=target)
        assert (response.status_code, error(response)["details"][0]["code"]) == (404, "notDeployed")
    assert api.get(f"resource-tree/{root['id']}", targetType="later").status_code == 400


def test_what_a_submission_needs_is_told(api: Configure) -> None:
    """The errors are reported, and the other resources of the job stay in the draft."""
    sent = [product(), EVERYTHING["listing"], resource("submission", resourceName="s", **TIDE, **PREVIEW)]
    status = api.status(*sent)
    (refused,) = status["errors"]
    assert (resource_in(refused), refused["code"]) == ("s", "conflict")
    assert all(detail["message"].startswith("s: ") for detail in refused["details"])
    assert {detail["code"] for detail in refused["details"]} == {"businessValidationError"}
    (product_row,) = api.get("product").json()["value"]
    assert [
        resource["title"] for key, resource in api.tree(product_row["id"]).items() if key.startswith("listing/")
    ] == [LISTING["title"]]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("stage", ["submitted", "sent_back"])
def test_only_a_ready_preview_goes_live(acme: Partner, api: Configure, stage: str) -> None:
    row = _submission(acme, acme.reach(stage))
    assert api.errors(resource("submission", **row, **LIVE))[0][1:] == ("conflict", "invalidState")


def test_a_submission_is_withdrawn_once(acme: Partner, api: Configure) -> None:
    row = _submission(acme, acme.reach("submitted"))
    for _ in range(2):
        assert api.done(resource("submission", **row, lifecycleState="deleted"))[0]["lifecycleState"] == "deleted"
    assert acme.revision.state == RevisionState.DRAFT
    assert api.get(row["id"]).status_code == 404
    unknown = resource("submission", id=row["id"][:-3] + "000", lifecycleState="deleted")
    assert api.errors(unknown)[0][2] == "resourceNotFound"


def _submission(acme: Partner, path: str) -> dict[str, Any]:
    return {"id": f"submission/{acme.listing.pk}/{path.rpartition('/')[2]}", "product": f"product/{acme.listing.pk}"}

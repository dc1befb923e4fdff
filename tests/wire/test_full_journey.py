"""A program publishes a listing and changes it, only over HTTP; people post the forms of their pages."""

import httpx
import pytest

from tests.wire.machine import Machine
from tests.wire.package import OFFER, archive
from tests.wire.scene import OFFER_ID, SUMMARY, TEAMS, Enter, approves, drafts, enables

# Next to the fault tests, because it also starts many processes.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
PLAN = {"resourceType": "AzureSkuVariant", "externalID": "basic", "friendlyName": "Basic"}
PREVIEW, LIVE = ("Published", "ReadyToPublish"), ("Published", "InStore")


def test_a_program_brings_a_listing_to_customers_and_changes_it(base: str, machine: Machine, enter: Enter) -> None:
    product = drafts(machine)
    plan = machine.call("POST", f"products/{product}/variants", PLAN)
    submission = machine.submit(product)
    machine.until(f"{submission}/reports", lambda reports: reports["value"], "in review")
    for login in TEAMS:
        approves(enter(login))
    enables(enter("admin"))
    machine.stands(submission, *PREVIEW)

    frozen = machine.call("GET", submission)
    assert [resource["variantID"] for resource in frozen["variantResources"]] == [plan["id"]]
    assert machine.call("GET", f"{submission}/workflowdetails")["value"][0]["state"] == "InProgress"
    machine.call("POST", f"{submission}/promote", {})
    machine.stands(submission, *LIVE)
    tile = httpx.get(f"{base}/catalogue/{OFFER}/")
    assert tile.status_code == httpx.codes.OK
    assert SUMMARY in tile.text

    machine.replace(product, "Listing", "listings", summary="Tides of every harbour")
    following = machine.submit(product)
    assert machine.call("GET", f"products/{product}/submissions")["value"][0]["releaseNumber"] == 2
    machine.call("DELETE", following)
    assert len(machine.call("GET", f"products/{product}/submissions")["value"]) == 1
    assert SUMMARY in httpx.get(f"{base}/catalogue/{OFFER}/").text


def test_a_program_learns_what_is_wrong(machine: Machine) -> None:
    """The submission reports what a package lacks; the package reports an invalid archive."""
    body = {"resourceType": "AzureDeveloperService", "name": OFFER, "externalIDs": [OFFER_ID]}
    product = str(machine.call("POST", "products", body)["id"])
    refused = machine.upload(product, b"no archive", "package.zip")
    assert (refused["state"], len(refused["validationItems"])) == ("ProcessFailed", 1)

    assert machine.upload(product, archive(description="TODO"), "package.zip")["state"] == "Processed"
    submission = machine.submit(product)
    machine.stands(submission, "InProgress", "Failed")
    reasons = machine.call("GET", f"{submission}/validations")["value"]
    assert any("Maintainer" in reason["message"] for reason in reasons)

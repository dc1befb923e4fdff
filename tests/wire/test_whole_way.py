"""A program brings a listing to customers and changes it, over HTTP alone; people post the forms of their pages."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.contract.tree import ROOT
from tests.faults.instance import COMMAND_SECONDS, Instance
from tests.wire.machine import Machine
from tests.wire.package import OFFER, TITLE, archive
from tests.wire.person import Person

# Beside the tests of faults, because it starts many processes as well.
pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
Enter = Callable[[str], Person]
PASSWORD = "a long way on the wire"
TEAMS = ("engineering", "design", "docs", "ecosystems")
SUMMARY = "Live tide levels of every gauge"
OFFER_ID = {"type": "AzureOfferId", "value": OFFER}
PLAN = {"resourceType": "AzureSkuVariant", "externalID": "basic", "friendlyName": "Basic"}
PREVIEW, LIVE = ("Published", "ReadyToPublish"), ("Published", "InStore")


@pytest.fixture
def base(instance: Instance, port: int) -> str:
    """The address of an instance as `make run` starts it, with people and nothing else."""
    command = [sys.executable, "-m", "tests.wire.people", PASSWORD]
    subprocess.run(command, cwd=ROOT, env=instance.environ, check=True, timeout=COMMAND_SECONDS)
    instance.environ["PORT"] = str(port)
    instance.start("portal.runner")
    address = f"http://127.0.0.1:{port}"
    instance.eventually(lambda: _is_ready(address), "the instance is ready")
    return address


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@pytest.fixture
def enter(base: str) -> Iterator[Enter]:
    """Call it with a login: this person, signed in."""
    with ExitStack() as stack:

        def one(login: str) -> Person:
            person = Person(base)
            stack.callback(person.client.close)
            person.sign_in(f"{login}@demo.example", PASSWORD)
            return person

        yield one


@pytest.fixture
def machine(base: str, enter: Enter) -> Iterator[Machine]:
    """A program with the application and the key that the owner has made for it."""
    made = onboarded(base, enter("partner"))
    yield made
    made.http.close()


def test_a_program_brings_a_listing_to_customers_and_changes_it(base: str, machine: Machine, enter: Enter) -> None:
    product = drafts(machine)
    made = machine.call("POST", f"products/{product}/variants", PLAN)
    submission = machine.submit(product)
    machine.until(f"{submission}/reports", lambda found: found["value"], "in review")
    for login in TEAMS:
        approves(enter(login))
    enables(enter("admin"))
    machine.stands(submission, *PREVIEW)

    frozen = machine.call("GET", submission)
    assert [each["variantID"] for each in frozen["variantResources"]] == [made["id"]]
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


def onboarded(base: str, partner: Person) -> Machine:
    """The owner adds an application and a key on the page *Users*; what the pages show is what the program needs."""
    users = partner.follow(partner.open("/organisation/demo-harbour/"), "Users")
    asked = partner.follow(users, "Add application")
    form = partner.press(asked, "Continue", password=PASSWORD)
    made = partner.press(form, "Add application", name="Build server", **form.choice("Manager"))
    shown = partner.press(partner.follow(made, "Create key"), "Create key", label="Build server")
    names = {"tenant": "Tenant ID", "client": "Client ID", "secret": "Key"}
    return Machine(base, **{name: shown.copied(label) for name, label in names.items()})


def drafts(machine: Machine) -> str:
    """A product, its package, and texts that are sent beside it and win over the package's."""
    body = {
        "resourceType": "AzureDeveloperService",
        "name": OFFER,
        "externalIDs": [OFFER_ID],
    }
    product = str(machine.call("POST", "products", body)["id"])
    contacts = [{"type": "Engineering", "email": "team@harbour.example", "name": "Bo", "phone": "+1555011"}]
    texts = {"title": TITLE, "summary": SUMMARY, "listingContacts": contacts}
    machine.replace(product, "Listing", "listings", **texts)
    assert machine.upload(product, archive(), "package.zip")["state"] == "Processed"
    found = machine.entity(product, "Listing", "listings")
    assert (found["title"], found["summary"]) == (TITLE, SUMMARY)
    assert contacts[0] in found["listingContacts"]
    return product


def test_a_program_learns_what_is_wrong(machine: Machine) -> None:
    """What a package lacks is said at the submission, a package that is none at the package."""
    body = {"resourceType": "AzureDeveloperService", "name": OFFER, "externalIDs": [OFFER_ID]}
    product = str(machine.call("POST", "products", body)["id"])
    refused = machine.upload(product, b"no archive", "package.zip")
    assert (refused["state"], len(refused["validationItems"])) == ("ProcessFailed", 1)

    assert machine.upload(product, archive(description="TODO"), "package.zip")["state"] == "Processed"
    answer = machine.http.post(f"products/{product}/submissions", json={"targets": []})
    assert answer.status_code == httpx.codes.CONFLICT
    assert "Maintainer" in answer.text


def approves(reviewer: Person) -> None:
    """From the queue to the review, and the decision."""
    queue = reviewer.follow(reviewer.open("/"), "Queue")
    review = reviewer.follow(queue, OFFER)
    reviewer.press(review, "Approve")


def enables(admin: Person) -> None:
    matrix = admin.follow(admin.open("/"), "Sandboxes")
    rehearsal = admin.follow(matrix, "Turn on")
    admin.press(rehearsal, "Turn on in demo-harbour-dev")

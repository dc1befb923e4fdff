"""People and API clients for tests over HTTP."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from tests.wire.machine import Machine
from tests.wire.package import OFFER, TITLE, archive
from tests.wire.person import Person
from tests.wire.program import Program

Enter = Callable[[str], Person]
Key = Mapping[str, str]
PASSWORD = "a long way on the wire"
TEAMS = ("engineering", "design", "docs", "ecosystems")
SUMMARY = "Live tide levels of every gauge"
OFFER_ID = {"type": "AzureOfferId", "value": OFFER}


def onboard(partner: Person) -> Key:
    """The owner creates an application and a key on the page *Users*; returns the values that the page shows."""
    users = partner.follow(partner.open("/organisation/demo-harbour/"), "Users")
    form = partner.follow(users, "Add application")
    page = partner.press(form, "Add application", name="Build server", **form.choice("Manager"))
    shown = partner.press(partner.follow(page, "Create key"), "Create key", label="Build server")
    names = {"tenant": "Tenant ID", "client": "Client ID", "secret": "Key"}
    return {name: shown.copied(label) for name, label in names.items()}


def drafts(machine: Machine) -> str:
    """A product, its package, and texts that are also sent and take precedence over those in the package."""
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
    row = machine.entity(product, "Listing", "listings")
    assert (row["title"], row["summary"]) == (TITLE, SUMMARY)
    assert contacts[0] in row["listingContacts"]
    return product


def approves(reviewer: Person) -> None:
    """Open the review from the queue and approve it."""
    queue = reviewer.follow(reviewer.open("/"), "Queue")
    review = reviewer.follow(queue, OFFER)
    reviewer.press(review, "Approve")


def enables(admin: Person, words: str = "Approved, not enabled yet") -> None:
    """Enable the approved version. words are in the link to it; the default is the link of a tile that
    is not enabled.
    """
    matrix = admin.follow(admin.open("/"), "Sandboxes")
    rehearsal = admin.follow(matrix, words)
    admin.press(rehearsal, "Enable tile")


def schedules(program: Program, home: str) -> None:
    """Schedule the release of a listing for the next seconds. On a busy machine these may be over too soon."""
    for seconds in (2, 10, 60):
        at = datetime.now(UTC) + timedelta(seconds=seconds)
        response = program.send("POST", f"{home}/schedule", {"release_at": at.isoformat()})
        if "release-time-past" not in response.text:
            break
    assert response.is_success, response.text

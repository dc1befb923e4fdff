"""The secrets of a test account are in no response of the APIs and in no event of a webhook."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from api.reference.calls import calls_of
from api.reference.surfaces import surface_at
from listings.models import Listing
from notices.webhooks.actions import WebhookSettings, create_webhook
from notices.webhooks.models import WebhookDelivery
from reviews.actions import AccountSecrets, NewThread, open_thread
from reviews.models import ProductAccount
from tests.accounts.factories import owner_of
from tests.api.configure_client import Configure
from tests.api.publishers_client import Publisher
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, Response
from tests.listings.scene import NOW
from tests.reviews.accounts import give
from tests.reviews.scene import InReview, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
SECRETS = AccountSecrets(
    address="https://canary-1.example/login", user_name="canary-2", password="canary-3", note="The code is canary-4."
)


@pytest.fixture
def acme() -> Partner:
    """A partner whose listing is in review and has a test account and a thread, and an application of its own."""
    partner = Partner()
    owner = owner_of(partner.organisation)
    wanted = WebhookSettings(url="https://hooks.example.com/slipway")
    create_webhook(organisation_id=partner.organisation.pk, webhook_settings=wanted, by=owner, now=NOW)
    partner.reach("in_review")
    give(InReview(owner=partner.owner, revision_id=partner.revision.pk, reviewers={}), secrets=SECRETS)
    new_thread = NewThread(body="Why this?", path="overview.title")
    by = reviewer_for("documentation")
    open_thread(revision_id=partner.revision.pk, new_thread=new_thread, team="documentation", by=by, now=NOW)
    Listing.objects.update(offering_type="software_license", offer_id="tide-vm")
    return partner


def test_no_call_that_reads_returns_the_secrets(acme: Partner) -> None:
    assert ProductAccount.objects.get().sealed
    surfaces = {
        "v1": V1(acme.api.caller),
        "ingestion": acme.api,
        "publishers": Publisher(acme.api.caller),
        "configure": Configure(acme.api.caller),
    }

    bodies = {word: list(bodies_of(word, client.headers, acme)) for word, client in surfaces.items()}

    assert [word for word, rows in bodies.items() if not rows] == []
    assert any(b"setup_md" in body for _call, body in bodies["v1"])
    assert [call for rows in bodies.values() for call, body in rows if b"canary" in body] == []


def bodies_of(word: str, headers: Mapping[str, str], partner: Partner) -> Iterator[tuple[str, bytes]]:
    """The calls of the surface that read and succeed, with the content of their responses."""
    for call in calls_of(surface_at(word)):
        if call.example.method == "GET":
            response = Client().get(filled(call.example.address, partner), headers=headers)
            if response.status_code == 200:
                yield f"{word} {call.id}", content_of(response)


def content_of(response: Response) -> bytes:
    """The content, and that of the files if it is a zip archive."""
    content = b"".join(response) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return bytes(content)
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_no_event_contains_the_secrets(acme: Partner) -> None:
    bodies = [repr(row).encode() for row in WebhookDelivery.objects.values()]

    assert bodies
    assert not any(b"canary" in body for body in bodies)


def filled(address: str, partner: Partner) -> str:
    """The address with the IDs of the partner's listing, its submission, its thread and the partner itself."""
    submission = partner.revision.submissions.get()
    thread = partner.revision.threads.get()
    names = {
        "listing_id": partner.listing.pk,
        "product_id": partner.listing.pk,
        "submission_id": submission.pk,
        "thread_id": thread.pk,
        "key": "setup",
        "publisher_id": partner.organisation.slug,
        "offer_id": "tide-vm",
        "operation_id": submission.pk,
        "number": submission.pk,
        "word": "property",
    }
    return re.sub(r"{(\w+)}", lambda match: str(names.get(match[1], partner.listing.pk)), address)

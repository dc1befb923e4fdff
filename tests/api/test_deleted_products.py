"""Products that were never published are deleted. What was submitted stays for staff."""

from pathlib import Path

import pytest

from audit.models import Event
from listings.models import Identity, Listing, Submission
from listings.queries import visible_listings, visible_submissions
from listings.states.revision_states import RevisionState
from tests.api.ingestion_client import fault, product_body
from tests.api.submissions_scene import Partner
from tests.sandboxes.scene import admin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Each test has its own folder of files."""


@pytest.fixture
def acme() -> Partner:
    return Partner()


@pytest.mark.parametrize("stage", ["failed", "sent_back", "rejected", "put_aside", "withdrawn"])
def test_a_submitted_product_that_was_never_published_is_deleted(acme: Partner, stage: str) -> None:
    acme.reach(stage)
    listing, names = acme.listing, Identity.objects.count()

    response = acme.api.delete(f"products/{listing.pk}")

    assert (response.status_code, response.content) == (204, b"")
    assert acme.api.get("products").json() == {"value": []}
    assert acme.api.get(acme.path).status_code == acme.api.delete(f"products/{listing.pk}").status_code == 404
    assert not visible_listings(acme.owner).exists()
    assert not visible_submissions(acme.owner).exists()
    assert list(visible_listings(admin())) == [listing]
    assert list(visible_submissions(admin())) == [Submission.objects.get()]
    assert (acme.revision.state, Identity.objects.count()) == (RevisionState.ARCHIVED, names)
    assert Event.objects.get(verb="revision.delete").actor_id == acme.api.caller.application.pk


@pytest.mark.parametrize("stage", ["submitted", "in_review", "approved", "in_sandbox", "signed_off", "published"])
def test_a_product_in_progress_or_published_is_not_deleted(acme: Partner, stage: str) -> None:
    acme.reach(stage)
    response = acme.api.delete(f"products/{acme.listing.pk}")
    assert (response.status_code, fault(response)["faultCode"]) == (409, 50409)
    assert Listing.objects.get().deleted_at is None


def test_the_name_of_a_deleted_product_stays_reserved(acme: Partner) -> None:
    acme.reach("withdrawn")
    name = acme.listing.name
    acme.api.delete(f"products/{acme.listing.pk}")
    response = acme.api.post("products", {**product_body(), "name": name})
    assert (response.status_code, fault(response)["faultCode"]) == (409, 50409)

"""Clients that call at the same time."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from audit.models import Event
from listings.models import Submission
from listings.states.revision_states import RevisionState
from sandboxes.models import SignOff
from tests.api.files_scene import folder_zip, uploaded
from tests.api.submissions_scene import Partner

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 3


@pytest.fixture
def acme(data_dir: Path) -> Partner:
    return Partner()


def at_once(of: Partner, call: Callable[[Client], int], headers: Mapping[str, str] | None = None) -> list[int]:
    """The status of each call; all start at the same time. The default headers are those of the submission API."""
    barrier = Barrier(CLIENTS)

    def run(_number: int) -> int:
        try:
            client = Client(headers=dict(headers or of.api.headers))
            barrier.wait(timeout=10)
            return call(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sorted(pool.map(run, range(CLIENTS)))


def post(path: str) -> Callable[[Client], int]:
    return lambda client: client.post(f"/v1.0/ingestion/{path}", {}, content_type="application/json").status_code


def test_posts_at_once_make_one_submission(acme: Partner) -> None:
    acme.reach("draft")
    assert at_once(acme, post(acme.path)) == [201, 409, 409]
    assert Submission.objects.count() == 1


def test_promotions_at_once_sign_off_once(acme: Partner) -> None:
    path = acme.reach("in_sandbox")
    assert at_once(acme, post(f"{path}/promote")) == [200, 409, 409]
    assert (SignOff.objects.count(), acme.revision.state) == (1, RevisionState.SCHEDULED)


def test_a_submission_is_cancelled_once(acme: Partner) -> None:
    path = acme.reach("submitted")
    statuses = at_once(acme, lambda client: client.delete(f"/v1.0/ingestion/{path}").status_code)
    assert statuses[0] == 204
    assert set(statuses[1:]) <= {404, 409}
    assert acme.revision.state == RevisionState.DRAFT


def test_a_package_that_is_said_to_be_uploaded_at_once_is_imported_once(acme: Partner) -> None:
    acme.reach("draft")
    product = f"products/{acme.listing.pk}"
    package = uploaded(acme.api, product, folder_zip())
    body, headers = {**package, "state": "Uploaded"}, {"If-Match": str(package["@odata.etag"])}

    def put(client: Client) -> int:
        path = f"/v1.0/ingestion/{product}/packages/{package['id']}"
        return client.put(path, body, content_type="application/json", headers=headers).status_code

    assert at_once(acme, put) == [200, 200, 200]
    assert Event.objects.filter(verb="revision.import").count() == 1


def test_a_plan_id_is_taken_once(acme: Partner) -> None:
    acme.reach("draft")
    path = f"/v1.0/ingestion/products/{acme.listing.pk}/variants"
    body = {"resourceType": "AzureSkuVariant", "externalID": "basic"}
    statuses = at_once(acme, lambda client: client.post(path, body, content_type="application/json").status_code)
    assert statuses == [201, 409, 409]
    assert len(acme.api.get(path.removeprefix("/v1.0/ingestion/")).json()["value"]) == 1

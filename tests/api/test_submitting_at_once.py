"""Clients that call at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from listings.models import Submission
from listings.states import State
from sandboxes.models import SignOff
from tests.api.submissions_scene import Partner

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 3


@pytest.fixture
def acme(data_dir: Path) -> Partner:
    return Partner()


def at_once(of: Partner, call: Callable[[Client], int]) -> list[int]:
    """The status of each of the calls, which begin together."""
    barrier = Barrier(CLIENTS)

    def run(_number: int) -> int:
        try:
            client = Client(headers=of.api.headers)
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
    assert (SignOff.objects.count(), acme.revision.state) == (1, State.SCHEDULED)


def test_a_submission_is_cancelled_once(acme: Partner) -> None:
    path = acme.reach("submitted")
    statuses = at_once(acme, lambda client: client.delete(f"/v1.0/ingestion/{path}").status_code)
    assert statuses[0] == 204
    assert set(statuses[1:]) <= {404, 409}
    assert acme.revision.state == State.DRAFT

"""Who may make which call of our own API, and which objects it can access."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from api.v1.surface import v1
from common.actor import Role
from reviews.actions import NewThread, open_thread
from reviews.models import Thread
from tests.api.submissions_scene import Partner
from tests.api.v1_calls import CALLS, Call
from tests.api.v1_client import V1, Response, error, make_v1
from tests.listings.scene import NOW

pytestmark = pytest.mark.django_db
OF_SOMEBODY = [call for call in CALLS if call.least is not None]
each_call = pytest.mark.parametrize("call", OF_SOMEBODY, ids=lambda call: call.id)


def test_every_call_of_the_table_is_there() -> None:
    """`test_v1_draft_access` tests the calls that are not in the table."""
    document = v1.get_openapi_schema()["paths"]
    found = {f"{method.upper()} {path.removeprefix('/api/v1/')}" for path in document for method in document[path]}
    assert {call.id for call in CALLS} <= found


@each_call
def test_a_role_that_is_too_low_is_refused(call: Call) -> None:
    acme = Partner()
    acme.reach("in_sandbox")
    api = V1(acme.api.caller)
    for role in Role:
        answer = send(api.colleague(role), call, acme)
        if role < (call.least or Role.VIEWER):
            assert (answer.status_code, error(answer)["code"]) == (403, "not-allowed")
        else:
            assert answer.status_code not in {401, 403, 404}, answer.content


@each_call
def test_nothing_of_another_organisation_is_found(call: Call) -> None:
    acme = Partner()
    acme.reach("in_sandbox")
    answer = send(make_v1("Southquay"), call, acme)
    if call.has_id:
        assert (answer.status_code, error(answer)["code"]) == (404, "not-found")
    elif call.method == "GET":
        assert answer.json()["items"] == []


@each_call
def test_nobody_calls_without_a_token(call: Call) -> None:
    client, path = Client(), re.sub(r"{\w+}", lambda _found: str(uuid4()), call.path)
    answer = client.generic(call.method, f"/api/v1/{path}", "{}", content_type="application/json")
    assert (answer.status_code, error(answer)["code"]) == (401, "token-wrong")


def send(api: V1, call: Call, acme: Partner) -> Response:
    """Send the call for the partner's listing."""
    path = re.sub(r"{(\w+)}", lambda found: known(acme)[found[1]], call.path)
    return api.call(call.method, path, dict(call.body))


def known(acme: Partner) -> dict[str, str]:
    """The IDs of the partner's objects by their names in URLs."""
    submission = acme.revision.submissions.latest("round")
    return {
        "listing_id": str(acme.listing.pk),
        "key": "overview",
        "submission_id": str(submission.pk),
        "thread_id": str(_thread(acme).pk),
    }


def _thread(acme: Partner) -> Thread:
    """A thread that the partner opened, so that its editors may resolve it."""
    made = Thread.objects.first()
    remark = NewThread(body="Is this right?")
    return made or open_thread(revision_id=acme.revision.pk, remark=remark, team="", by=acme.owner, now=NOW)

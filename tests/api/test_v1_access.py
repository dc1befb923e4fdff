"""Who may make which call of our own API, and which objects it can access."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from api.v1.surface import v1
from common.actor import Role
from reviews.actions import NewThread, open_thread
from reviews.models import Thread
from tests.api.submissions_scene import Partner
from tests.api.v1_calls import CALLS, Call
from tests.api.v1_client import V1, Response, error, make_v1
from tests.listings.scene import NOW
from tests.rollback import undone

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
OF_SOMEBODY = [call for call in CALLS if call.least is not None]


def test_every_call_of_the_table_is_there() -> None:
    """Every call of the table exists. `test_v1_draft_access` tests the other calls."""
    document = v1.get_openapi_schema()["paths"]
    calls = {f"{method.upper()} {path.removeprefix('/api/v1/')}" for path in document for method in document[path]}
    assert {call.id for call in CALLS} <= calls


@pytest.fixture(scope="module")
def acme(shared_rows: object) -> Partner:
    partner = Partner()
    partner.reach("in_sandbox")
    return partner


def test_a_role_that_is_too_low_is_refused(acme: Partner) -> None:
    api = V1(acme.api.caller)
    colleagues = {role: api.colleague(role) for role in Role}

    wrong = {
        f"{call.id} by {role.name}": response.content
        for call in OF_SOMEBODY
        for role, colleague in colleagues.items()
        if is_wrong(response := send(colleague, call, acme), may=role >= (call.least or Role.VIEWER))
    }

    assert wrong == {}


def is_wrong(response: Response, *, may: bool) -> bool:
    """Whether the response is wrong: a refusal for a role that may make the call, or no refusal for another role."""
    if may:
        return response.status_code in {401, 403, 404, 429}
    return (response.status_code, error(response)["code"]) != (403, "not-allowed")


def test_nothing_of_another_organisation_is_found(acme: Partner) -> None:
    other = make_v1("Southquay")
    of_ids = {call.id: send(other, call, acme) for call in OF_SOMEBODY if call.has_id}
    lists = [call for call in OF_SOMEBODY if not call.has_id and call.method == "GET"]

    refusals = {name: (response.status_code, error(response)["code"]) for name, response in of_ids.items()}
    assert {name: refusal for name, refusal in refusals.items() if refusal != (404, "not-found")} == {}
    assert {call.id: send(other, call, acme).json()["items"] for call in lists} == {call.id: [] for call in lists}


def test_nobody_calls_without_a_token() -> None:
    responses = {call.id: _without_token(call) for call in OF_SOMEBODY}

    refusals = {name: (response.status_code, error(response)["code"]) for name, response in responses.items()}
    assert {name: refusal for name, refusal in refusals.items() if refusal != (401, "invalid-token")} == {}


def _without_token(call: Call) -> Response:
    path = re.sub(r"{\w+}", lambda _match: str(uuid4()), call.path)
    return Client().generic(call.method, f"/api/v1/{path}", "{}", content_type="application/json")


def send(api: V1, call: Call, acme: Partner) -> Response:
    """Send the call for the partner's listing; its changes are rolled back."""
    cache.clear()  # it counts the calls of an application
    with undone():
        path = re.sub(r"{(\w+)}", lambda match: ids_of(acme)[match[1]], call.path)
        return api.call(call.method, path, dict(call.body))


def ids_of(acme: Partner) -> dict[str, str]:
    """The IDs of the partner's objects by their names in URLs."""
    submission = acme.revision.submissions.latest("submission_number")
    return {
        "listing_id": str(acme.listing.pk),
        "key": "overview",
        "submission_id": str(submission.pk),
        "thread_id": str(_thread(acme).pk),
    }


def _thread(acme: Partner) -> Thread:
    """A thread that the partner opened, so that its editors may resolve it."""
    thread = Thread.objects.first()
    new_thread = NewThread(body="Is this right?")
    return thread or open_thread(revision_id=acme.revision.pk, new_thread=new_thread, team="", by=acme.owner, now=NOW)

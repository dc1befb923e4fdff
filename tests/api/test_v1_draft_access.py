"""Who may make the calls about drafts, and all others that are not in the table of calls."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from msgspec import Struct

from api.reference.calls import DocumentedCall, calls_of
from api.v1.surface import v1
from common.actor import Role
from tests.api.files_scene import LOGO, folder_zip
from tests.api.v1_calls import CALLS as LISTED
from tests.api.v1_client import RAW, V1, Response, error, make_v1
from tests.rollback import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
_LISTED = {call.id for call in LISTED}


def _is_listed(call: DocumentedCall) -> bool:
    """Whether this module tests the call. Others have their own tests."""
    if call.example.path.startswith("/api/v1/webhook") or call.example.path.endswith("/files/{sha256}"):
        return True
    return f"{call.example.method} {call.example.path.removeprefix('/api/v1/')}" in _LISTED


CALLS = {call.id: call for call in calls_of(v1) if call.example.has_token and not _is_listed(call)}
# The role that a call needs, if it is not a reader's for reading and a developer's for writing.
LEAST = {"delete-a-listing": Role.OWNER}

_TEXT = b"text"  # the values in the example of a part


class Scene(Struct, frozen=True, kw_only=True):
    """A listing with its related objects. ids has values for the placeholders in URLs."""

    api: V1
    ids: dict[str, object]
    archive: str
    logo: str

    def send(self, call: DocumentedCall, by: V1) -> Response:
        """Send the example of the call for this listing; its changes are rolled back."""
        cache.clear()  # it counts the calls of an application
        with undone():
            return self._sent(call, by)

    def _sent(self, call: DocumentedCall, by: V1) -> Response:
        example = call.example
        path = example.path.format(**self.ids).removeprefix("/api/v1/")
        body = example.body
        if isinstance(body, dict) and "upload" in body:
            body = {**body, "upload": self.logo if "fields" in path else self.archive}
        if example.is_raw:
            return by.send(example.method.lower(), path, _TEXT, RAW)
        if example.method == "GET":
            return by.get(path, **example.query)
        if example.method == "DELETE":
            return by.delete(path, **example.headers)
        send: Callable[..., Response] = getattr(by, example.method.lower())
        return send(path, body, **example.headers)


def make_scene() -> Scene:
    api = make_v1()
    listing = api.draft().listing_id
    job = api.send("put", f"listings/{listing}/folder", folder_zip()).json()["id"]
    ids = {"listing_id": listing, "key": "overview", "job_id": job, "upload_id": api.upload(_TEXT)}
    ids |= {"number": 1, "place": "overview.logo_light"}
    return Scene(api=api, ids=ids, archive=api.upload(folder_zip("Pier")), logo=api.upload(LOGO))


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def least(call: DocumentedCall) -> Role:
    return LEAST.get(call.id, Role.VIEWER if call.example.method == "GET" else Role.EDITOR)


def test_each_role_does_what_it_may(scene: Scene) -> None:
    colleagues = {role: scene.api.colleague(role) for role in Role}
    # Jobs belong to an application: see test_jobs_of_others_are_not_there.
    asked = [call for call in CALLS.values() if "job_id" not in call.example.path]

    wrong = {
        f"{call.id} by {role.name}": response.content
        for call in asked
        for role, colleague in colleagues.items()
        if is_wrong(response := scene.send(call, colleague), may=role >= least(call))
    }

    assert wrong == {}


def is_wrong(response: Response, *, may: bool) -> bool:
    """Whether the response is wrong: a refusal for a role that may make the call, or no refusal for another role."""
    if may:
        return response.status_code in {401, 403, 404, 422, 429, 500}
    return (response.status_code, error(response)["code"]) != (403, "not-allowed")


def test_nothing_of_others_is_there(scene: Scene) -> None:
    others, unknown = make_v1("Southquay"), make_scene_of_unknown(scene)
    asked = [call for call in CALLS.values() if "{" in call.example.path]
    responses = {f"{call.id} of others": scene.send(call, others) for call in asked}
    responses |= {f"{call.id} of nobody": unknown.send(call, scene.api) for call in asked}

    refusals = {name: (response.status_code, error(response)["code"]) for name, response in responses.items()}
    assert {name: refusal for name, refusal in refusals.items() if refusal != (404, "not-found")} == {}


def make_scene_of_unknown(scene: Scene) -> Scene:
    """A copy of the scene with unknown IDs."""
    ids = {name: uuid4() if name.endswith("_id") else value for name, value in scene.ids.items()}
    return Scene(api=scene.api, ids=ids, archive=scene.archive, logo=scene.logo)


def test_nobody_without_a_token(scene: Scene) -> None:
    stranger = make_v1("Southquay")
    stranger.headers = {}
    responses = {name: scene.send(call, stranger) for name, call in CALLS.items()}

    refusals = {name: (response.status_code, error(response)["code"]) for name, response in responses.items()}
    assert {name: refusal for name, refusal in refusals.items() if refusal != (401, "invalid-token")} == {}

"""Who may make the calls about drafts, and all others that the table of calls does not list."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from msgspec import Struct

from api.reference.calls import Call, calls_of
from api.v1.surface import v1
from common.actor import Role
from tests.api.files_scene import LOGO, folder_zip
from tests.api.v1_calls import CALLS as LISTED
from tests.api.v1_client import RAW, V1, Response, error, make_v1

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
_LISTED = {each.id for each in LISTED}


def _is_listed(call: Call) -> bool:
    """Webhooks have tests of their own."""
    if call.example.path.startswith("/api/v1/webhook"):
        return True
    return f"{call.example.method} {call.example.path.removeprefix('/api/v1/')}" in _LISTED


CALLS = {call.id: call for call in calls_of(v1) if call.example.has_token and not _is_listed(call)}
# The role that a call needs, if it is not a reader's for reading and a developer's for writing.
LEAST = {"run-all-checks": Role.VIEWER, "delete-a-listing": Role.OWNER}

_TEXT = b"text"  # what the example of a part has


class Scene(Struct, frozen=True, kw_only=True):
    """A listing with what belongs to it; ids fills the braces of addresses."""

    api: V1
    ids: dict[str, object]
    archive: str
    logo: str

    def send(self, call: Call, by: V1) -> Response:
        """The example of the call, about this listing."""
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


def least(call: Call) -> Role:
    return LEAST.get(call.id, Role.VIEWER if call.example.method == "GET" else Role.EDITOR)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
@pytest.mark.parametrize("name", CALLS)
def test_each_role_does_what_it_may(scene: Scene, name: str, role: Role) -> None:
    if "job_id" in CALLS[name].example.path:  # a job is its application's own
        pytest.skip("see test_jobs_of_others_are_not_there")
    answer = scene.send(CALLS[name], scene.api.colleague(role))
    if role < least(CALLS[name]):
        assert (answer.status_code, error(answer)["code"]) == (403, "not-allowed")
    else:
        assert answer.status_code not in {401, 403, 404, 422, 500}, answer.content


@pytest.mark.parametrize("name", [name for name, call in CALLS.items() if "{" in call.example.path])
def test_nothing_of_others_is_there(scene: Scene, name: str) -> None:
    others, unknown = make_v1("Southquay"), make_scene_of_unknown(scene)
    answers = [scene.send(CALLS[name], others), unknown.send(CALLS[name], scene.api)]
    assert [(each.status_code, error(each)["code"]) for each in answers] == [(404, "not-found")] * 2


def make_scene_of_unknown(scene: Scene) -> Scene:
    """The same with IDs that nobody has."""
    ids = {name: uuid4() if name.endswith("_id") else value for name, value in scene.ids.items()}
    return Scene(api=scene.api, ids=ids, archive=scene.archive, logo=scene.logo)


@pytest.mark.parametrize("name", CALLS)
def test_nobody_without_a_token(scene: Scene, name: str) -> None:
    stranger = make_v1("Southquay")
    stranger.headers = {}
    answer = scene.send(CALLS[name], stranger)
    assert (answer.status_code, error(answer)["code"]) == (401, "token-wrong")

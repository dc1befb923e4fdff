"""Invalid bodies on both surfaces: the error has the surface's own form, and nothing is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from msgspec import Struct

from api.errors import BodyUnreadable
from api.json_parser import parse_json_body
from api.limits import MAX_JSON_BYTES
from listings.models import Listing, Section
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api, fault
from tests.api.v1_client import Response, error, make_v1

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


class Door(Struct):
    """A call that writes. shape parses an error response, and fails if it has another format."""

    name: str
    client: Client
    method: str
    path: str
    headers: dict[str, str]
    shape: Callable[[Response], Any]
    field: str

    def send(self, body: str | bytes, content_type: str = "application/json", **more: str) -> Response:
        return self.client.generic(self.method, self.path, body, content_type, headers=self.headers, **more)


@pytest.fixture(params=["ingestion", "v1"])
def door(request: pytest.FixtureRequest) -> Door:
    if request.param == "ingestion":
        api = Api(make_caller())
        return Door("ingestion", api.client, "POST", "/v1.0/ingestion/products", api.headers, fault, "name")
    ours = make_v1()
    path = f"/api/v1/listings/{ours.draft().listing_id}/sections/overview"
    return Door("v1", ours.client, "PATCH", path, ours.headers, error, "title")


HOSTILE = {
    "empty text": '""',
    "no json": "{",
    "cut off": '{"name": "tide-ap',
    "list": "[]",
    "number": "1",
    "infinity": '{"%s": Infinity}',
    "nan": '{"%s": NaN}',
    "1e999": '{"%s": 1e999}',
    "many digits": '{"%s": ' + "9" * 5_000 + "}",
    "nul": '{"%s": "a\\u0000b"}',
    "raw nul": '{"%s": "a\0b"}',
    "nul in a key": '{"a\\u0000b": 1}',
    "half of a pair": '{"%s": "\\ud800"}',
    "other half": '{"more": ["\\uDFFF"]}',
    "deep": '{"%s": ' + "[" * 100 + "]" * 100 + "}",
    "very deep": "[" * 200_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "10,000 items": '{"%s": [' + ",".join(["1"] * 10_000) + "]}",
    "latin-1": b'{"name": "\xe9"}',
    "utf-16": '{"name": "x"}'.encode("utf-16"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_refused_in_shape(door: Door, name: str) -> None:
    body = HOSTILE[name]
    response = door.send(body.replace("%s", door.field) if isinstance(body, str) else body)
    assert response.status_code in {400, 422}
    door.shape(response)
    _assert_nothing_stored(door)


def _assert_nothing_stored(door: Door) -> None:
    assert Listing.objects.count() == (door.name == "v1")
    assert set(Section.objects.values_list("version", flat=True)) <= {1}


@pytest.mark.parametrize("size", [MAX_JSON_BYTES + 1, 3_000_000])
def test_large_bodies_are_refused_before_they_are_read_as_json(door: Door, size: int) -> None:
    response = door.send("[" * size)
    assert response.status_code == 413
    door.shape(response)


def test_the_largest_body_is_read(door: Door) -> None:
    response = door.send('{"more": "' + "x" * (MAX_JSON_BYTES - 12) + '"}')
    assert response.status_code in {400, 422}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_the_type_of_a_body(door: Door, kind: str) -> None:
    """Our own API is strict. Clients of the ingestion API send JSON with any content type."""
    response = door.send('{"unknown": 1}', kind)
    door.shape(response)
    assert response.status_code == (415 if door.name == "v1" else 400)


def test_a_form_is_no_body(door: Door) -> None:
    response = door.send(
        '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', "multipart/form-data; boundary=x"
    )
    door.shape(response)
    assert response.status_code == (415 if door.name == "v1" else 400)


def test_a_body_of_unknown_length_is_refused(door: Door) -> None:
    """A body of unknown length must not be treated as empty."""
    response = door.send("{}", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411
    door.shape(response)


def test_a_body_that_ends_early_is_refused(door: Door) -> None:
    class Broken:
        def read(self, *_: object) -> bytes:
            raise OSError

        readline = read

    response = door.send("{}", **{"wsgi.input": Broken()})
    assert response.status_code == 400
    door.shape(response)


def test_what_json_can_hold_is_read() -> None:
    assert parse_json_body('\ufeff{"a": "\\ud83d\\ude00", "b": [1.5, -2e3]}'.encode()) == {
        "a": "😀",
        "b": [1.5, -2000.0],
    }


def test_a_refused_character_is_named_with_its_place() -> None:
    with pytest.raises(BodyUnreadable) as caught:
        parse_json_body(b'{"rows": [{"name": "a\\u0000b"}]}')
    assert list(caught.value.context["fields"]) == ["rows.0.name"]

"""The reference pages, and the examples on them."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from jsonschema_rs import validator_for
from ninja import NinjaAPI

from api.ingestion.modules.drafts import entity_id, instance_id
from api.ingestion.modules.entity_kinds import KINDS
from api.reference.calls import ExampleRequest, calls_of
from api.reference.schemas import Node, Schemas
from api.reference.surfaces import SURFACE_SLUGS, surface_at, surfaces
from api.v1.bodies.sections import MODELS
from api.v1.surface import v1
from catalog.models import Tile
from listings.models import Revision, Submission
from reviews.models import Thread
from tests.api.configure_client import Configure
from tests.api.document_headers import header_faults
from tests.api.files_scene import LOGO, folder_zip
from tests.api.ingestion_client import Api
from tests.api.issuer import Issuer, trusted_issuer
from tests.api.publishers_client import Publisher
from tests.api.publishers_scene import Seller
from tests.api.submissions_scene import Partner
from tests.api.trusted_scene import trust
from tests.api.v1_client import RAW, V1, Response
from tests.markup import compact
from tests.rollback import undone
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS
from validation.current_findings import current_findings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
_PART = b"text"
OF_SECTIONS = re.compile("(Section|/properties/sections)(/|$)")
PLACEHOLDERS = ("text", "string", "the token", "the ID token", {}, [], [{}])
CALLS = {f"{word}:{call.id}": call for word, surface in surfaces().items() for call in calls_of(surface)}
# The state that a call needs, if it is not a draft.
STAGES = {
    "cancel-a-scheduled": "scheduled",
    "cancel-a-replacement": "replacing",
    **dict.fromkeys(("cancel", "withdraw", "replace-a-submission"), "submitted"),
    **dict.fromkeys(("sign-off", "change-request", "promotion"), "in_sandbox"),
    "schedule-a-release": "signed_off",
    "release-confirmation": "on_hold",
    "/{slug}": "published",
    "start-the-next": "published",
    **dict.fromkeys(("release", "/{operation_id}", "/{submission_id}"), "in_sandbox"),
}


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_a_page_shows_every_call(client: Client, word: str) -> None:
    response = client.get(reverse("api:reference", args=[word]))
    page = compact(response.content.decode())
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=60")
    assert not response.cookies
    for call in calls_of(surface_at(word)):
        assert f'id="{call.id}"' in page
        assert call.example.path in page
    assert len({call.id for call in calls_of(surface_at(word))}) == len(calls_of(surface_at(word)))
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))
    assert client.get(re.findall(r'href="([^"]+openapi.json)" download', page)[0]).json()["openapi"] == "3.1.0"


def test_pages_are_found_from_the_footer(client: Client) -> None:
    footer = client.get("/catalogue/").content.decode().partition("<footer")[2]
    assert f'href="{reverse("api:reference-list")}"' in footer
    listed = client.get(reverse("api:reference-list")).content.decode()
    assert all(reverse("api:reference", args=[word]) in listed for word in SURFACE_SLUGS)
    assert client.get(reverse("api:reference", args=["other"])).status_code == 404
    assert client.post(reverse("api:reference-list")).status_code == 405


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_the_fields_of_a_section_are_on_the_page_to_which_its_schema_links(
    client: Client, section: type[SectionDocument]
) -> None:
    schema = v1.get_openapi_schema()["components"]["schemas"][MODELS[section.key].__name__]
    address, _, anchor = schema["externalDocs"]["url"].partition("#")
    page = client.get(address).content.decode()
    assert f'id="{anchor}"' in page
    assert [name for name in section.fields if f"<code>{name}</code>" not in page] == []
    assert schema["properties"].keys() == section.fields.keys()
    assert f'href="{address}"' in client.get(reverse("api:reference", args=["v1"])).content.decode()


@pytest.mark.parametrize(
    "language, label", [("en", "Tile title"), ("fr", "Titre du carré"), ("ja", "タイルのタイトル")]
)
def test_fields_of_a_listing_are_translated(client: Client, language: str, label: str) -> None:
    response = client.get(reverse("api:fields"), headers={"Accept-Language": language})
    assert label in response.content.decode()


@pytest.mark.parametrize("surface", tuple(surfaces().values()), ids=lambda surface: surface.title)
def test_every_body_has_an_example(surface: NinjaAPI) -> None:
    bare = [call.id for call in calls_of(surface) if call.fields and not call.example.body]
    assert bare == []


def _nodes(node: object, path: str = "") -> Iterator[tuple[str, Node]]:
    """Path and content of each object in the document."""
    if isinstance(node, dict):
        yield path, node
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from _nodes(value, f"{path}/{key}")


def _documented(document: Node) -> Iterator[tuple[str, str, Node]]:
    """Place, name and schema of each field and parameter. Fields of sections are described by their declarations."""
    for path, node in _nodes(document):
        if OF_SECTIONS.search(path):
            continue
        if node.get("type") == "object" and "properties" in node:
            yield from ((path, name, schema) for name, schema in node["properties"].items())
        if "in" in node and "schema" in node:
            yield path, node["name"], {"description": node.get("description"), **node["schema"]}


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_every_field_and_parameter_has_a_description(word: str) -> None:
    fields = list(_documented(surface_at(word).get_openapi_schema()))

    bare = [
        (path, name) for path, name, schema in fields if _letters(schema.get("description")) in {"", _letters(name)}
    ]

    assert len(fields) > 20
    assert bare == []


def _letters(text: str | None) -> str:
    return re.sub("[^a-z]", "", (text or "").lower())


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_every_field_and_parameter_has_a_real_example(word: str) -> None:
    document = surface_at(word).get_openapi_schema()
    schemas = Schemas(document)
    components = {"components": document["components"]}

    examples = [(path, name, schema, schemas.example(schema)) for path, name, schema in _documented(document)]
    placeholders = [
        (path, name) for path, name, schema, value in examples if _is_placeholder(schemas.plain(schema), value)
    ]
    invalid = [
        (path, name, value)
        for path, name, schema, value in examples
        if not validator_for({**schema, **components}, validate_formats=True).is_valid(value)
    ]

    assert placeholders == []
    assert invalid == []


def _is_placeholder(schema: Node, value: object) -> bool:
    """Whether nobody chose this value, or it has nothing to do with the field. An empty value can be a choice."""
    if isinstance(value, dict | list) and value and "examples" not in schema:
        return False  # its fields are examined
    is_chosen = (
        value in schema.get("examples", ()) or schema.get("type") == "boolean" or schema.keys() & {"enum", "const"}
    )
    return not is_chosen or value in PLACEHOLDERS


@pytest.mark.parametrize(
    "surface",
    [surface for surface in tuple(surfaces().values()) if isinstance(surface.auth, list)],
    ids=lambda surface: surface.title,
)
def test_every_page_names_the_resource_of_its_tokens(surface: NinjaAPI) -> None:
    assert all(str(scheme.resource) in surface.description for scheme in surface.auth)  # type: ignore[union-attr]


def _needed(name: str) -> tuple[str, str]:
    """The surface of a call and the stage that it needs."""
    word, call = name.partition(":")[0], CALLS[name]
    return word, next((stage for part, stage in STAGES.items() if part in f"{call.id} {call.example.path}"), "draft")


@pytest.mark.parametrize("word, stage", sorted(set(map(_needed, CALLS))))
def test_examples_do_what_their_page_says(word: str, stage: str) -> None:
    acme = Seller()
    acme.reach(stage)
    if word == "publishers":
        acme.sell()

    with trusted_issuer() as issuer:
        statuses = {name: _statuses(name, acme, issuer) for name in CALLS if _needed(name) == (word, stage)}

    assert {name: statuses for name, statuses in statuses.items() if statuses[0] != statuses[1]} == {}


def _statuses(name: str, acme: Seller, issuer: Issuer) -> tuple[int, int]:
    """The status of the response to the example and the expected one. The changes of the call are rolled back."""
    word, call = name.partition(":")[0], CALLS[name]
    cache.clear()  # it counts the calls of an application
    with undone():
        is_known = "{" not in _filled(call.example.path, acme, unknown="{")
        body = _with_id_token(call.example.body, acme, issuer)
        response = _send(word, call.example, acme, body)
        described = (call.example.method, call.example.path)
        assert header_faults(surface_at(word), described, response.status_code, response.headers) == [], name
        return int(response.status_code), call.status if is_known else 404


def _with_id_token(body: object, acme: Seller, issuer: Issuer) -> object:
    """The body of the example. For the exchange of an ID token, it gets the token of a trusted workflow."""
    if not isinstance(body, dict) or "tenant_id" not in body:
        return body
    trust(acme.organisation.pk, acme.listing.pk, "GitHub", issuer=issuer, by=acme.owner)
    return {**body, "token": issuer.token(), "tenant_id": str(acme.organisation.pk)}


def _send(word: str, example: ExampleRequest, acme: Seller, body: object) -> Response:
    path = _filled(example.path, acme, unknown=str(uuid4()))
    client = Client()
    if isinstance(body, dict) and "client_secret" in body:
        body = {
            **body,
            "client_id": str(acme.api.caller.application.client_id),
            "client_secret": acme.api.caller.secret,
        }
    if isinstance(body, dict) and "submission" in body:
        body = {**body, "submission": str(Submission.objects.values_list("pk", flat=True).get())}
    if isinstance(body, dict) and "fingerprint" in body:
        revision = Revision.objects.get(listing=acme.listing)
        body = {**body, "fingerprint": current_findings(revision, now=timezone.now()).findings[0].fingerprint}
    if isinstance(body, dict) and "upload" in body:
        body = {"upload": V1(acme.api.caller).upload(LOGO if "fields" in path else folder_zip())}
    if isinstance(body, dict) and "release_at" in body:
        body = {**body, "release_at": (timezone.now() + timedelta(days=1)).isoformat()}
    content = {"data": body} if example.is_form else {"data": json.dumps(body), "content_type": "application/json"}
    if example.is_raw:
        content = {"data": _PART, "content_type": RAW}
    apis = {"v1": V1, "publishers": Publisher, "configure": Configure}
    headers = {**example.headers, **apis.get(word, Api)(acme.api.caller).headers}
    query = f"?{example.address.partition('?')[2]}"
    send = getattr(client, example.method.lower())
    return send(f"{path}{query}", **({} if example.method == "GET" else content), headers=headers)


def _filled(path: str, acme: Partner, *, unknown: str) -> str:
    """The path with the IDs of the partner's listing; unknown is used for all others."""
    listing, v1 = acme.listing.pk, V1(acme.api.caller)
    kind = next((kind for kind in KINDS if f"/{kind.path}" in path), KINDS[0])
    plan = "" if kind.of_offer else _plan(acme)
    submissions, frozen = acme.submissions(), Submission.objects.values_list("pk", flat=True).first() or unknown
    number = submissions[0]["id"] if submissions else unknown
    ids = {
        "tenant_id": acme.organisation.pk,
        "listing_id": entity_id(listing, kind) if kind.path == "listings" and "product_id" in path else listing,
        "product_id": listing,
        "key": "overview",
        "module": kind.module,
        "instance_id": instance_id(listing, kind.module, plan),
        "entity_id": entity_id(listing, kind, plan),
        "submission_id": frozen if path.startswith("/api/v1/") else number,
        "publisher_id": acme.organisation.slug,
        "offer_id": "tide-vm",
        "thread_id": Thread.objects.values_list("pk", flat=True).first() or unknown,
        "slug": Tile.objects.values_list("slug", flat=True).first() or unknown,
        "operation_id": frozen,
        "upload_id": v1.upload(_PART) if "upload_id" in path else unknown,
        "number": 1 if "/parts/" in path else unknown,
        "job_id": _job(v1, listing) if "/api/v1/jobs" in path else unknown,
        "place": "overview.logo_light",
    }
    return re.sub(r"{(\w+)}", lambda match: str(ids.get(match[1], unknown)), path)


def _job(v1: V1, listing: UUID) -> str:
    return str(v1.send("put", f"listings/{listing}/folder", folder_zip()).json()["id"])


def _plan(acme: Partner) -> str:
    """The ID of a plan of the listing, which is created on the first call."""
    path = f"products/{acme.listing.pk}/variants"
    plans = acme.api.get(path).json()["value"]
    variants = plans or [acme.api.post(path, {"resourceType": "AzureSkuVariant", "externalID": "basic"}).json()]
    return str(variants[0]["id"])


EVENTS = v1.get_openapi_schema()["webhooks"]


@pytest.mark.parametrize(
    "language, texts",
    [
        ("en", ("Verify the signature", "A listing goes live.", "ID of the organisation")),
        ("fr", ("Vérifier la signature", "ID de l’organisation")),
        ("ja", ("署名の検証", "組織のID")),
    ],
)
def test_a_page_shows_every_event(client: Client, language: str, texts: tuple[str, ...]) -> None:
    response = client.get(reverse("api:events"), headers={"Accept-Language": language})
    page = response.content.decode()
    shown = [
        json.loads(unescape(block))
        for block in re.findall(r'<pre class="codebox"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    ]
    content = [node["post"]["requestBody"]["content"]["application/json"] for node in EVENTS.values()]

    assert [name for name in EVENTS if f'id="{name}"' not in page] == []
    assert shown == [media_type["example"] for media_type in content]
    assert [text for text in texts if text not in page] == []
    assert f'href="{reverse("api:start")}#webhook"' in page


@pytest.mark.parametrize(
    "name, state, availability",
    [
        ("listing.submitted", "submitted", "none"),
        ("listing.live", "published", "listed"),
        ("listing.unpublished", "published", "unpublished"),
        ("listing.relisted", "published", "listed"),
    ],
)
def test_example_of_an_event_has_the_state_after_it(name: str, state: str, availability: str) -> None:
    content = EVENTS[name]["post"]["requestBody"]["content"]["application/json"]
    data = content["example"]["data"]
    assert (data["state"], data["availability"]) == (state, availability)


@pytest.mark.parametrize("page", [reverse_lazy("api:reference-list"), reverse_lazy("api:reference", args=["v1"])])
def test_the_page_of_events_is_found(client: Client, page: str) -> None:
    assert f'href="{reverse("api:events")}"' in client.get(page).content.decode()

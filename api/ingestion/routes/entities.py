"""The calls of the entities of modules, generated from the table of kinds."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID, uuid4

from ninja import Header, Path, Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection, ExpandQuery
from api.ingestion.bodies.modules import ETAG, EntityBody
from api.ingestion.modules.drafts import EntityPlace, ProductDraft, draft_of
from api.ingestion.modules.entities import (
    ANY,
    Find,
    assert_new_language,
    entity_response,
    remove,
    replace,
    required_match,
    without_hidden,
)
from api.ingestion.modules.entity_kind import EntityKind
from api.ingestion.modules.entity_kinds import KINDS
from api.ingestion.products import product_named
from api.ingestion.routes.products import EntityId, ProductId, ingestion_router
from api.surfaces import set_etag
from common.ids import EXAMPLE_ID
from tilekit.core.section import Values

router = ingestion_router("Modules", 412)
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `@odata.etag` from your last read, or * to replace any version",
        examples=["*"],
    ),
]
InstanceId = Annotated[
    str, Path(description="The `currentDraftInstanceID` of a branch in this module", examples=[EXAMPLE_ID])
]
Expand = Query[ExpandQuery]
EntityList = dict[str, list[Values]]
R = TypeVar("R")


def place_finder(kind: EntityKind, key: UUID | str) -> Find:
    """A function that finds the entity with this ID in a draft."""

    def find(draft: ProductDraft) -> EntityPlace:
        return draft.place(kind, str(key))

    return find


def tagged(request: ApiRequest, entity: Values) -> Values:
    """Send the etag of the entity as a header, and return the entity."""
    set_etag(request, str(entity[ETAG]))
    return entity


def add_calls(kind: EntityKind) -> None:
    """Add the calls of a kind. The entities of plans and of other languages use the same calls."""
    base = f"/{{product_id}}/{kind.path}"
    one, several = f"{base}/{{uuid:entity_id}}", f"{base}/getByInstanceID(instanceID={{instance_id}})"
    _add_operation(
        ("GET", several),
        _list_instance(kind),
        {200: _collection_type(kind)},
        summary=f"List {kind.path} in an instance",
    )
    _add_operation(("GET", one), _read_call(kind), {200: kind.body}, summary=f"Read {kind.noun}")
    _add_operation(("PUT", one), _replace(kind), {200: kind.body}, summary=f"Replace {kind.noun}")
    if kind.written:
        _add_operation(("GET", base), _list_all(kind), {200: _collection_type(kind)}, summary=f"List {kind.path}")
        _add_operation(
            ("POST", base), _write(kind, kind.written), {kind.written: kind.body}, summary=f"Write {kind.noun}"
        )
    if kind.language:
        address = f"{base}/createWithInstanceID(instanceID={{instance_id}})"
        _add_operation(
            ("POST", address), _create(kind), {201: kind.body}, summary=f"Create {kind.noun} in another language"
        )
        _add_operation(("DELETE", one), _delete(kind), {204: None}, summary=f"Delete {kind.noun}")


def _add_operation(
    route: tuple[str, str], call: Callable[..., object], responses: Mapping[int, Any], *, summary: str
) -> None:
    method, address = route
    router.add_api_operation(
        address,
        [method],
        call,
        response=responses,
        summary=summary,
    )


def _collection_type(kind: EntityKind) -> type[Collection[Any]]:
    return cast("type[Collection[Any]]", Collection.__class_getitem__(kind.body))


def _with_body_type(kind: EntityKind, call: Callable[..., R]) -> Callable[..., R]:
    """The call, with its body annotated with the schema of the kind, which ninja reads."""
    call.__annotations__["body"] = kind.sent or kind.body
    return call


def _list_instance(kind: EntityKind) -> Callable[..., EntityList]:
    def call(request: ApiRequest, product_id: ProductId, instance_id: InstanceId, *, query: Expand) -> EntityList:
        """Returns the entities in one draft instance of the module."""
        draft = draft_of(product_named(request, product_id))
        entities = [entity_response(draft, place) for place in draft.instance(kind, instance_id)]
        return {"value": [without_hidden(kind, entity, query.expand) for entity in entities]}

    return call


def _list_all(kind: EntityKind) -> Callable[..., EntityList]:
    def call(request: ApiRequest, product_id: ProductId) -> EntityList:
        """Returns the entity of this type in the draft, as a list. Every product has one from the start."""
        draft = draft_of(product_named(request, product_id))
        return {"value": [entity_response(draft, place) for place in draft.places(kind)]}

    return call


def _read_call(kind: EntityKind) -> Callable[..., Values]:
    def call(request: ApiRequest, product_id: ProductId, entity_id: EntityId, *, query: Expand) -> Values:
        """Returns the entity as it was last sent.

        If an import or a person has changed a field since then, the response contains the new value.
        """
        draft = draft_of(product_named(request, product_id))
        entity = entity_response(draft, draft.place(kind, str(entity_id)))
        return tagged(request, without_hidden(kind, entity, query.expand))

    return call


def _replace(kind: EntityKind) -> Callable[..., Values]:
    def call(
        request: ApiRequest,
        product_id: ProductId,
        entity_id: EntityId,
        *,
        query: Expand,
        body: EntityBody,
        if_match: IfMatch = None,
    ) -> Values:
        """Replaces the entity and returns it. If-Match is required.

        Values that are not in the body are cleared, unless a person or an import set them. The values that you send
        take precedence over imports, until a person edits the field in the portal.
        """
        match, listing = required_match(if_match), product_named(request, product_id)
        entity = replace(listing, place_finder(kind, entity_id), body, if_match=match, by=request.actor)
        return tagged(request, without_hidden(kind, entity, query.expand))

    return _with_body_type(kind, call)


def _write(kind: EntityKind, status: HTTPStatus) -> Callable[..., Status[Values]]:
    def call(request: ApiRequest, product_id: ProductId, *, body: EntityBody) -> Status[Values]:
        """Replaces the entity that every product has from the start, and returns it. This call never creates a second
        entity.

        Values that are not in the body are cleared, unless a person or an import set them.
        """
        listing = product_named(request, product_id)
        entity = replace(listing, lambda draft: next(draft.places(kind)), body, if_match=ANY, by=request.actor)
        return Status(status, tagged(request, entity))

    return _with_body_type(kind, call)


def _create(kind: EntityKind) -> Callable[..., Status[Values]]:
    def call(
        request: ApiRequest, product_id: ProductId, instance_id: InstanceId, *, body: EntityBody
    ) -> Status[Values]:
        """Adds a listing in another language to the instance.

        Tiles are in English: the portal stores text in other languages, but does not show it. If the instance
        already has a listing in this language, the response is 409.
        """
        key, listing = str(uuid4()), product_named(request, product_id)

        def additional(draft: ProductDraft) -> EntityPlace:
            places = draft.instance(kind, instance_id)
            assert_new_language(draft, places, body)
            return EntityPlace(kind=kind, key=key, plan=places[0].plan, is_extra=True)

        return Status(201, tagged(request, replace(listing, additional, body, if_match=ANY, by=request.actor)))

    call.__annotations__["body"] = kind.language
    return call


def _delete(kind: EntityKind) -> Callable[..., Status[None]]:
    def call(request: ApiRequest, product_id: ProductId, entity_id: EntityId) -> Status[None]:
        """Deletes a listing in another language, together with its images.

        Listings that were created together with an offer or a plan cannot be deleted: this call resets them.
        """
        remove(product_named(request, product_id), place_finder(kind, entity_id), by=request.actor)
        return Status(204, None)

    return call


for kind in KINDS:
    add_calls(kind)

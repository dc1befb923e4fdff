"""A draft as clients of the API see it: plans, entities and their IDs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from uuid import UUID, uuid5

from msgspec import Struct

from api.ingestion.modules.entity_kind import EntityKind
from api.ingestion.modules.entity_kinds import PLAN_ENTITY
from api.ingestion.modules.field_maps import FieldMap
from common.errors import NotFound
from listings.content.bundles import applied_documents_of, values_by_section
from listings.content.client_entities import entity_body
from listings.models import Listing
from listings.queries import working_revisions
from listings.writes.client_values import Documents, entities_in
from tilekit.core.section import Values

# Key in the body of an entity for the ID of its parent entity.
PARENT = "listingID"


class EntityPlace(Struct, frozen=True, kw_only=True):
    """The place of an entity, which exists even if no client has sent it. plan is "" for the whole offer.

    is_extra marks an additional entity of a module, such as a listing in another language, which sets no fields.
    """

    kind: EntityKind
    key: str
    plan: str = ""
    is_extra: bool = False

    @property
    def maps(self) -> tuple[FieldMap, ...]:
        """The maps between the entity and the fields of the listing."""
        return () if self.plan or self.is_extra else self.kind.maps

    @property
    def types(self) -> tuple[str, ...]:
        """The allowed types in the body of the entity."""
        return (self.kind.plan_types if self.plan else ()) or self.kind.resource_types


class ProductDraft(Struct, frozen=True, kw_only=True, dict=True):
    """A snapshot of the documents of a listing."""

    listing: Listing
    documents: Documents

    @cached_property
    def rows(self) -> dict[str, Values]:
        """{entity ID: row that a client sent}."""
        return {str(row.get("key")): row for row in entities_in(self.documents)}

    @cached_property
    def plans(self) -> list[str]:
        """The IDs of the plans, oldest first."""
        return [key for key, row in self.rows.items() if row.get("entity") == PLAN_ENTITY]

    def body(self, key: str) -> Values:
        """The body that a client sent for the entity; {} if none did."""
        return entity_body(self.rows.get(key, {}))

    def initial_body(self, place: EntityPlace) -> Values:
        """The initial body of an entity that no client has sent yet."""
        kind = place.kind
        if place.plan and kind.initial_body_of_plan:
            return dict(kind.initial_body_of_plan(self.listing, self.body(place.plan)))
        return dict(kind.begin(self.listing))

    def places(self, kind: EntityKind) -> Iterator[EntityPlace]:
        """The places of all entities of the kind: for the offer, for each plan, then in other languages."""
        places = [EntityPlace(kind=kind, key=entity_id(self.listing.pk, kind))] if kind.of_offer else []
        if kind.of_plans:
            places += [
                EntityPlace(kind=kind, key=entity_id(self.listing.pk, kind, plan), plan=plan) for plan in self.plans
            ]
        yield from places
        keys = {place.key for place in places}
        for key, row in self.rows.items():
            if row.get("entity") == kind.name and key not in keys:
                yield EntityPlace(kind=kind, key=key, plan=str(row.get("plan") or ""), is_extra=True)

    def parts_of(self, key: str) -> list[str]:
        """The IDs of the entities with this parent."""
        return [part_id for part_id, row in self.rows.items() if entity_body(row).get(PARENT) == key]

    def place(self, kind: EntityKind, key: str) -> EntityPlace:
        """The place of the entity with this ID. Raises NotFound."""
        return _first_place(place for place in self.places(kind) if place.key == key)

    def instance(self, kind: EntityKind, instance: str) -> list[EntityPlace]:
        """The places of the entities in an instance of the kind's module. Raises NotFound."""
        ids = {plan: instance_id(self.listing.pk, kind.module or "", plan) for plan in ("", *self.plans)}
        places = [place for place in self.places(kind) if ids.get(place.plan) == instance]
        if not places:
            raise NotFound
        return places


def _first_place(places: Iterator[EntityPlace]) -> EntityPlace:
    place = next(places, None)
    if place is None:
        raise NotFound
    return place


def draft_of(listing: Listing) -> ProductDraft:
    """The documents of the open draft or else of the latest revision. Two queries. Raises NotFound."""
    revision = working_revisions([listing]).get(listing.pk)
    if revision is None:
        raise NotFound
    return ProductDraft(listing=listing, documents=values_by_section(applied_documents_of(revision)))


def instance_id(listing_id: UUID, module: str, plan: str = "") -> str:
    """The ID of the draft instance of a module; it never changes."""
    return str(uuid5(listing_id, f"instance {module} {plan}"))


def entity_id(listing_id: UUID, kind: EntityKind, plan: str = "") -> str:
    """The ID of the initial entity in the draft instance of a module."""
    return str(uuid5(listing_id, f"entity {kind.name} {plan}"))

"""Prepares, for pages, the entities that API clients store with a listing."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime
from msgspec import Struct

from common.requests import parse_uuid
from listings.content.references import Documents
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Values
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.row_matching import rows_of

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES = ("friendlyName", "externalID")


class ClientEntity(Struct, frozen=True, kw_only=True):
    """An entity as pages show it. plan is the name of its plan, "" if it is about the whole offer.

    by is the ID of the actor who last sent it, at is the time of that call. content is indented JSON.
    """

    key: str
    title: str
    plan: str
    by: UUID | None
    at: datetime | None
    content: str
    file: FileRef | None


def client_entities(documents: Documents) -> list[ClientEntity]:
    """The entities in the order in which they were created."""
    rows = _rows(documents)
    names = {str(row.get("key")): _name(row) for row in rows}
    return [_client_entity(row, names) for row in rows]


def entity_title(row: Mapping[str, Json], documents: Documents) -> str:
    """The display name of an `ApiEntity` row: its type and its plan."""
    names = {str(entity_row.get("key")): _name(entity_row) for entity_row in _rows(documents)}
    entity = _client_entity(row, names)
    return f"{entity.title} ({entity.plan})" if entity.plan else entity.title


def _client_entity(row: Mapping[str, Json], names: Mapping[str, str]) -> ClientEntity:
    plan, key, kind = str(row.get("plan") or ""), str(row.get("key")), str(row.get("entity") or "")
    return ClientEntity(
        key=key,
        title=_HUMP.sub(" ", kind).capitalize(),
        plan=names.get(plan, plan) if plan else _name(row) if kind == "Plan" else "",
        by=sender_of(row),
        at=_moment(row.get("at")),
        content=str(row.get("body") or ""),
        file=FileRef.from_json(row.get("file")),
    )


def _moment(stored: Json) -> datetime | None:
    try:
        return parse_datetime(str(stored or ""))
    except ValueError:
        return None


def entity_body(row: Mapping[str, Json]) -> Values:
    """The stored body of a row; {} if there is none."""
    try:
        body = json.loads(str(row.get("body") or "{}"))
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _name(row: Mapping[str, Json]) -> str:
    """The name in the body of an entity, or else its key."""
    body = entity_body(row)
    return next((str(body[name]) for name in _NAMES if body.get(name)), str(row.get("key")))


def _rows(documents: Documents) -> list[dict[str, Json]]:
    return rows_of(documents.get(ApiEntities.key, {}).get("entities"))


def sender_of(row: Mapping[str, Json]) -> UUID | None:
    """The ID of the actor who last sent the entity; None if it is unknown."""
    return parse_uuid(str(row.get("by") or ""))

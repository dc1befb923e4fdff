"""Parts of writes that store the entities of API clients with a draft, and the fields that they set."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct, field
from msgspec.structs import asdict, replace

from common.actions import in_transaction
from listings.content.bundles import document_of
from listings.content.references import FieldPath, field_at, value_at_path
from listings.errors import ValuesRefused
from listings.writes.client_values import API, ENTITIES, Documents, entities_in, set_value, sets_of, still_set, with_row
from listings.writes.lead_secrets import LeadSecrets, store_secrets
from listings.writes.merged_saves import Save
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext, replace_documents, save_documents
from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections import limits

Fields = Mapping[str, Mapping[str, Json]]


class EntityContent(Struct, frozen=True, kw_only=True):
    """The content to store in an `ApiEntity` row. file is a stored file reference or None."""

    key: str
    entity: str
    body: str
    plan: str = ""
    file: Json = None


class EntityChange(Struct, frozen=True, kw_only=True):
    """The changes that a call of an API client makes.

    put is the entity to store. field_values is {section key: {field: value as typed}} and rows is {section key:
    {field: {row key: row}}}: the fields that it sets, and the rows that it adds or replaces. If an earlier call for
    this entity set a field or row that this call leaves out, it is emptied, unless somebody has changed it since.
    other_entities are stored too, but set no fields. dropped_keys are the keys of entities to delete, together with
    the values that they set; if put has one of these keys, it counts as new. order is {`section.field`: row keys}, the
    new order of these rows; other rows stay in their places. uploaded_digests are the digests of files sent with the
    call. secrets are stored separately. saves are changes that do not belong to an entity.
    """

    put: EntityContent | None = None
    other_entities: Sequence[EntityContent] = ()
    dropped_keys: Collection[str] = ()
    field_values: Fields = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Mapping[str, Values]]] = field(default_factory=dict)
    order: Mapping[str, Sequence[str]] = field(default_factory=dict)
    uploaded_digests: Collection[str] = ()
    secrets: Sequence[LeadSecrets] = ()
    saves: Sequence[Save] = ()


def is_repeated(documents: Documents, change: EntityChange) -> bool:
    """Whether the documents already contain the change.

    If they do, the client has repeated a call, perhaps because it did not get the response. RFC 9110, section 13.1.1,
    allows that even if its If-Match header is outdated.
    """
    put = change.put
    row = next((entity for entity in entities_in(documents) if put and entity.get("key") == put.key), {})
    paths = {*_field_paths(change), *_row_paths(change)}
    is_same = put is not None and {**row, **asdict(put)} == row
    return is_same and paths == sets_of(row).keys() == set(still_set(documents, row))


@in_transaction
def write_entities(context: SaveContext, change: EntityChange) -> dict[str, Values]:
    """Store the change in the locked revision and return the new documents.

    Raises ValuesRefused for too many entities, and the errors of `save_documents`.
    """
    context = replace(context, uploaded_digests=(*context.uploaded_digests, *change.uploaded_digests))
    stored = _documents(context)
    saves = [Save(key=key, changes=fields) for key, fields in _fields(stored, change).items()]
    if saves or change.saves:
        save_documents(context, [*saves, *change.saves])
        stored = _documents(context)
    rows = _rows(stored, change, sent={"by": str(context.by.id), "at": context.now.isoformat()})
    replace_documents(context, {API: {**stored.get(API, {}), ENTITIES: rows}})
    for secrets in change.secrets:
        store_secrets(context.revision.listing_id, secrets, by=context.by, now=context.now)
    return _documents(context)


def _documents(context: SaveContext) -> dict[str, Values]:
    return {key: document_of(section).values for key, section in sections_of(context.revision).items()}


def _fields(stored: Documents, change: EntityChange) -> dict[str, Values]:
    """{section key: new field values}, including emptied fields and lists with new rows."""
    changed = {key: dict(values) for key, values in stored.items()}
    for path in _abandoned_paths(stored, change):
        set_value(changed, path, _empty_value(path))
    for key, fields in change.field_values.items():
        changed[key].update(fields)
    for path, row in _row_paths(change).items():
        set_value(changed, path, row)
    for path, keys in change.order.items():
        _sort(changed, path, keys)
    changed = {key: _changed_values(values, stored[key]) for key, values in changed.items()}
    return {key: fields for key, fields in changed.items() if fields}


def _sort(documents: dict[str, Values], path: str, keys: Sequence[str]) -> None:
    """Put the rows with these keys in the given order, without moving other rows."""
    section, _dot, name = path.partition(".")
    stored = documents[section].get(name)
    rows: list[Json] = list(stored) if isinstance(stored, list) else []
    at = {n: row["key"] for n, row in enumerate(rows) if isinstance(row, dict) and row.get("key") in keys}
    sorted_rows = [rows[n] for n in sorted(at, key=lambda n: keys.index(at[n]))]
    for n, row in zip(at, sorted_rows, strict=True):
        rows[n] = row
    if at:
        documents[section][name] = rows


def _changed_values(values: Values, before: Values) -> Values:
    return {name: value for name, value in values.items() if value != before.get(name)}


def _abandoned_paths(stored: Documents, change: EntityChange) -> list[str]:
    """Paths to empty: an earlier call set them, this call does not, and nobody has changed them since.

    Only paths of the entities that the call stores or deletes are included.
    """
    keys = {*change.dropped_keys, *([change.put.key] if change.put else ())}
    paths = [path for row in entities_in(stored) if row.get("key") in keys for path in still_set(stored, row)]
    written = {*_row_paths(change), *_field_paths(change)}
    return [path for path in paths if path not in written]


def _field_paths(change: EntityChange) -> list[str]:
    return [f"{key}.{name}" for key, fields in change.field_values.items() for name in fields]


def _row_paths(change: EntityChange) -> dict[str, Values]:
    return {
        f"{key}.{name}[{row_key}]": {**row, "key": row_key}
        for key, lists in change.rows.items()
        for name, rows in lists.items()
        for row_key, row in rows.items()
    }


def _empty_value(path: str) -> Json:
    """The value that empties a path: the default of a field, or None to remove a row."""
    place, field = FieldPath.parse(path), field_at(path)
    return field.default if field and place and place.row is None else None


def _rows(stored: Documents, change: EntityChange, *, sent: Values) -> list[Json]:
    """The entity rows after the change. Unchanged rows keep their sender and time."""
    left = [row for row in entities_in(stored) if row.get("key") not in change.dropped_keys]
    rows: list[Json] = [*left]
    paths = [*_field_paths(change), *_row_paths(change)]
    sets: dict[str, Json] = {path: digest_of(value_at_path(path, stored)) for path in paths}
    put: list[tuple[EntityContent, dict[str, Json]]] = [(change.put, sets)] if change.put else []
    for entity, set_fields in [*put, *((other, {}) for other in change.other_entities)]:
        row: Values = {**asdict(entity), "sets": set_fields}
        same = next((former for former in left if {**former, **row} == former), None)
        rows = with_row(rows, entity.key, same or {**row, **sent})
    if len(rows) > limits.API_ENTITIES and put:
        why = _("A listing can have at most {limit} entities.").format(limit=limits.API_ENTITIES)
        raise ValuesRefused(fields={f"{API}.{ENTITIES}": why}, why=why)
    return rows

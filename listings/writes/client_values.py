"""The fields and rows that entities of API clients have set, and which of them are still in force."""

from collections.abc import Mapping

from listings.content.references import FieldPath, value_at_path
from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.row_matching import rows_of

API, ENTITIES = ApiEntities.key, "entities"
Documents = Mapping[str, Values]


def entities_in(documents: Documents) -> list[Values]:
    """The rows of the entities in the documents."""
    return rows_of(documents.get(API, {}).get(ENTITIES))


def sets_of(row: Values) -> Mapping[str, str]:
    """{path: digest of the value} of the fields that an `ApiEntity` row has set."""
    digests = row.get("sets")
    return {path: str(digest) for path, digest in digests.items()} if isinstance(digests, dict) else {}


def is_in_force(documents: Documents, path: str, digest: str) -> bool:
    """Whether the field still has the value that the client set."""
    return digest_of(value_at_path(path, documents)) == digest


def with_client_values(imported: Documents, stored: Documents) -> dict[str, Values]:
    """The imported documents, with the stored values that a client set and that nobody has changed since."""
    merged = {key: dict(values) for key, values in imported.items()}
    paths = [path for row in entities_in(stored) for path in still_set(stored, row)]
    for path in sorted(paths, key=lambda path: _position(stored, path)):
        set_value(merged, path, value_at_path(path, stored))
    return merged


def _position(documents: Documents, path: str) -> int:
    """The index of the row at a path; 0 for the path of a field."""
    place = FieldPath.parse(path)
    rows = rows_of(documents.get(place.section, {}).get(place.field)) if place and place.row is not None else []
    return next((n for n, row in enumerate(rows) if place and row.get("key") == place.row), 0)


def set_value(documents: dict[str, Values], path: str, value: Json) -> None:
    place = FieldPath.parse(path)
    if place is None or place.section not in documents:
        return
    document = documents[place.section]
    document[place.field] = value if place.row is None else with_row(document.get(place.field), place.row, value)


def with_row(stored: Json, key: str, row: Json) -> list[Json]:
    """The list with the row of this key replaced or appended or, if row is None, removed."""
    rows: list[Json] = list(stored) if isinstance(stored, list) else []
    at = next(
        (n for n, candidate in enumerate(rows) if isinstance(candidate, dict) and candidate.get("key") == key),
        len(rows),
    )
    return [*rows[:at], *([] if row is None else [row]), *rows[at + 1 :]]


def still_set(documents: Documents, row: Values) -> list[str]:
    return [path for path, digest in sets_of(row).items() if is_in_force(documents, path, digest)]

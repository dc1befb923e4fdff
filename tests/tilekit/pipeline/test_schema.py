"""The schema processor."""

from tests.tilekit.pipeline.running import compiled, custom
from tilekit.core.fields import Json
from tilekit.pipeline.notes import CompileNoteKind

SCHEMA: dict[str, Json] = {
    "schemaType": "ocsf", "version": "1.5.0", "className": "Authentication", "classUid": 3002, "profiles": ["datetime"],
}  # fmt: skip
NAMED = {
    "category_name": "Identity & Access Management",
    "category_uid": 3,
    "class_name": "Authentication",
    "class_uid": 3002,
    "metadata": {"version": "1.5.0", "profiles": ["datetime"]},
}
STATUS: dict[str, Json] = {
    "type": "schema-category-mapper",
    "categories": [
        {"filter": {"query": "@r:good"}, "name": "Success", "id": 1},
        {"filter": {"query": "@r:*"}, "name": "Other", "id": 99},
    ],
    "targets": {"name": "ocsf.status", "id": "ocsf.status_id"},
    "fallback": {"values": {"ocsf.status": "Other", "ocsf.status_id": 99}, "sources": {"ocsf.status": ["r"]}},
}


def mapped(sample: str, *mappers: Json) -> Json:
    """The value at `ocsf`, apart from the names of the class."""
    processor: dict[str, Json] = {"type": "schema-processor", "schema": SCHEMA, "mappers": list(mappers)}
    attributes = custom(sample, processor)
    assert isinstance(attributes, dict)
    event = attributes["ocsf"]
    assert isinstance(event, dict)
    assert {key: event.get(key) for key in NAMED} == NAMED
    return {key: value for key, value in event.items() if key not in NAMED}


def test_class_and_category_are_named() -> None:
    assert mapped("{}") == {}


def test_attributes_are_mapped_with_their_format() -> None:
    mapper: Json = {
        "type": "schema-remapper", "sources": ["a", "b"], "target": "ocsf.count", "preserveSource": True,
        "overrideOnConflict": True, "targetFormat": "integer",
    }  # fmt: skip

    assert mapped('{"b": "7", "ocsf": {"count": 1}}', mapper) == {"count": 7}


def test_a_category_sets_name_and_id() -> None:
    assert mapped('{"r": "good"}', STATUS) == {"status": "Success", "status_id": 1}


def test_the_category_for_all_others_takes_its_text_from_the_source() -> None:
    assert mapped('{"r": "odd"}', STATUS) == {"status": "odd", "status_id": 99}


def test_the_fallback_stands_where_no_category_fits_and_nothing_is_set() -> None:
    assert mapped("{}", STATUS) == {"status": "Other", "status_id": 99}
    assert mapped('{"ocsf": {"status": "Set", "status_id": 5}}', STATUS) == {"status": "Set", "status_id": 5}
    assert mapped("{}", {**STATUS, "fallback": None}) == {}


def test_another_mapper_is_noted() -> None:
    processor: dict[str, Json] = {"type": "schema-processor", "schema": SCHEMA, "mappers": [{"type": "magic"}]}

    assert [note.kind for note in compiled(processor).notes] == [CompileNoteKind.REFUSED]

"""What clients send for a section must match the schema of the section in the OpenAPI document."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from api.errors import ShapeWrong
from api.v1.bodies.sections import MODELS
from api.v1.section_types import assert_types
from api.v1.surface import v1
from listings.models import Section, SectionVersion
from tests.api.v1_client import V1, error, make_v1
from tests.tilekit.json_values import JSON
from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
EACH_SECTION = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
# A value of each JSON type, and values whose inner parts have a wrong type.
VALUES: tuple[Json, ...] = (
    None, True, 5, 1.5, 2**60, "x", "", [], [5], ["x"], [{}], [{"key": 5}], [{"colour": "red"}], {}, {"name": "a.svg"},
    {"id": "a", "fingerprint": "b"}, {"name": "a.svg", "sha256": "0", "size": "3"},
)  # fmt: skip


@pytest.fixture
def api() -> V1:
    return make_v1()


@pytest.fixture
def listing(api: V1) -> str:
    return f"listings/{api.draft().listing_id}"


def validator_of(section: type[SectionDocument]) -> Draft202012Validator:
    """An independent validator of the section's schema in the OpenAPI document."""
    return Draft202012Validator(v1.get_openapi_schema()["components"]["schemas"][MODELS[section.key].__name__])


def refused_fields(section: type[SectionDocument], values: dict[str, Json]) -> set[str]:
    """The names of the fields whose values are refused."""
    try:
        assert_types({section.key: values}, {})
    except ShapeWrong as refused:
        return {path.split(".")[1].partition("[")[0] for path in refused.context["fields"]}
    return set()


def store(key: str, **odd: Json) -> None:
    """Store values of any type, as an import does."""
    row = Section.objects.get(key=key)
    Section.objects.filter(pk=row.pk).update(document={**row.document, **odd})


@EACH_SECTION
def test_wrong_types_are_those_that_the_document_forbids(section: type[SectionDocument]) -> None:
    validator, refused = validator_of(section), set[str]()
    for value in VALUES:
        forbidden = {name for name in section.fields if not validator.is_valid({name: value})}
        assert refused_fields(section, dict.fromkeys(section.fields, value)) == forbidden, value
        refused |= forbidden
    assert refused == set(section.fields)


@given(section=st.sampled_from(SECTIONS), data=st.data())
def test_any_values_are_accepted_as_the_document_says(section: type[SectionDocument], data: st.DataObject) -> None:
    names = st.sampled_from([*section.fields, "colour"])
    values = data.draw(st.dictionaries(names, JSON, min_size=1, max_size=3))

    assert (refused_fields(section, values) == set()) is validator_of(section).is_valid(values)


@EACH_SECTION
def test_values_of_the_right_type_are_returned(api: V1, listing: str, section: type[SectionDocument]) -> None:
    values = {name: right_value(field) for name, field in section.fields.items() if may_fill_in(field)}

    response = api.patch(f"{listing}/sections/{section.key}", values)

    assert response.status_code == 200, response.json()
    stored = Section.objects.get(key=section.key).document
    assert {name: without_keys(stored[name]) for name in values} == values
    document = api.get(f"{listing}/sections/{section.key}").json()["document"]
    assert validator_of(section).is_valid(document)


def may_fill_in(field: Field[Any]) -> bool:
    return not (field.read_only or field.staff_only)


def right_value(field: Field[Any]) -> Json:
    """A value of the right type; in a row, one for each cell that an application may fill in."""
    if isinstance(field, Rows):
        return [{name: right_value(cell) for name, cell in field.row.fields.items() if may_fill_in(cell)}]
    schema: Any = field.schema()
    if schema["type"] == "array":
        return list(schema["items"].get("enum", ["x"])[:1])
    if schema["type"] == "string":
        return str(schema.get("enum", ["", "x"])[1])
    return False if schema["type"] == "boolean" else None


def without_keys(value: Json) -> Json:
    if isinstance(value, list):
        return [without_keys(item) for item in value]
    return {name: cell for name, cell in value.items() if name != "key"} if isinstance(value, dict) else value


def test_one_error_lists_every_wrong_value(api: V1, listing: str) -> None:
    body = {
        "support_email": 5,
        "support_md": None,
        "colour": "red",
    }
    problem = error(api.patch(f"{listing}/sections/support", body))
    assert (problem["code"], problem["context"]["fields"]) == (
        "validation-failed",
        {
            "support.support_email": ["Must be a string."],
            "support.support_md": ["Must be a string."],
            "support.colour": ["There is no field with this name."],
        },
    )


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("PATCH", "sections/overview", {"media": [{"key": "a", "caption": 5}], "logo_rights": "on"}),
        ("PUT", "documents", {"sections": {"overview": {"media": [{"key": "a", "caption": 5}], "logo_rights": "on"}}}),
        ("POST", "dry-runs", {"sections": {"overview": {"media": [{"key": "a", "caption": 5}], "logo_rights": "on"}}}),
    ],
)
def test_every_call_names_wrong_values_like_findings(
    api: V1, listing: str, method: str, path: str, body: object
) -> None:
    before = SectionVersion.objects.count()
    response = api.call(method, f"{listing}/{path}", body)
    places = set(error(response)["context"]["fields"])
    assert (response.status_code, places) == (422, {"overview.media[a].caption", "overview.logo_rights"})
    assert SectionVersion.objects.count() == before


def test_what_an_import_stored_stays_readable_and_does_not_refuse_other_changes(api: V1, listing: str) -> None:
    store("support", support_email=5)
    store("overview", title=["Tide"], categories=["Former"], media=[{"key": "a", "caption": 5}])
    sections = api.get(f"{listing}/documents").json()["sections"]
    assert (sections["support"]["support_email"], sections["overview"]["title"]) == (5, ["Tide"])

    media = [{"key": "b", "caption": "Pier"}, {"key": "a", "caption": 5}]
    changes = {"short_description": "Live tides", "media": media, "categories": ["Former", "Cloud"]}
    assert api.patch(f"{listing}/sections/overview", changes).status_code == 200
    assert api.put(f"{listing}/documents", {"sections": {"support": sections["support"]}}).status_code == 200
    assert api.get(f"{listing}/documents").json()["sections"]["support"] == sections["support"]


@pytest.mark.parametrize(
    "changes",
    [{"title": True}, {"title": ["tide"]}, {"media": [{"key": "b", "caption": 5}]}, {"categories": ["Former", "New"]}],
)
def test_only_what_is_stored_may_have_another_type(api: V1, listing: str, changes: dict[str, Json]) -> None:
    store("overview", title=1, categories=["Former"], media=[{"key": "a", "caption": 5}])
    assert api.patch(f"{listing}/sections/overview", changes).status_code == 422


def test_what_the_portal_stores_in_rows_is_sent_back_unchanged(api: V1, listing: str) -> None:
    store("api", entities=[{"key": "a", "entity": "Plan", "by": "x", "sets": {"overview.title": "d1"}}])
    before = api.get(f"{listing}/documents").json()
    response = api.put(f"{listing}/documents", {"sections": before["sections"]})
    assert (response.status_code, response.json()) == (200, before)

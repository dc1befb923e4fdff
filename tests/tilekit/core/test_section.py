from collections.abc import Iterator

import pytest
from jsonschema_rs import validator_for

from tilekit.core.basics import Basics, listing_kind
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.field import Choice, Field
from tilekit.core.fields import Text
from tilekit.core.kind import ListingKind
from tilekit.core.section import Document, SectionDocument, Tab, Values
from tilekit.sections import SECTIONS
from tilekit.sections.configuration import Configuration
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview


def test_read_upgrades_an_old_document() -> None:
    def rename(values: Values) -> Values:
        return {**values, "title": values.get("name")}

    class Renamed(SectionDocument, key="renamed", title="Renamed", tab=Tab.OVERVIEW):
        schema_number = 3
        upgrades = {1: rename, 2: lambda values: {**values, "title": f"{values['title']}!"}}
        title_text = Text("Title")

    assert Renamed.read({"name": "Acme"}, 1).values["title"] == "Acme!"
    assert Renamed.read({"title": "Acme!"}, 3).values == {"title": "Acme!"}


def test_fields_of_a_base_come_first() -> None:
    class Base(SectionDocument, key="base", title="Base", tab=Tab.OVERVIEW):
        one = Text("One")

    class More(Base, key="more", title="More", tab=Tab.OVERVIEW):
        two = Choices("Two", options=(Choice("a", "A"),))

    assert list(More.fields) == ["one", "two"]


def test_field_that_would_hide_an_attribute_is_refused() -> None:
    with pytest.raises(TypeError, match="heading"):

        class Hiding(SectionDocument, key="hiding", title="Hiding", tab=Tab.OVERVIEW):
            heading = Text("Heading")


def test_section_keeps_its_heading_beside_a_field_called_title() -> None:
    assert (Overview.heading, Overview.title.label, Overview({"title": "Acme"}).title) == (
        "Overview",
        "Tile title",
        "Acme",
    )


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_schema_is_json_schema(section: type[SectionDocument]) -> None:
    assert list(_faults(section.schema(), "$")) == []


def _faults(schema: object, place: str) -> Iterator[str]:
    """The places where the schema violates the rules of JSON Schema that we use."""
    assert isinstance(schema, dict)
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not set(types) <= {"object", "array", "string", "integer", "boolean", "null"}:
        yield f"{place}: {types}"
    if not set(schema.get("required", ())) <= set(schema.get("properties", ())):
        yield f"{place}: required"
    if "enum" in schema and (len(set(schema["enum"])) != len(schema["enum"]) or not schema["enum"]):
        yield f"{place}: enum"
    for name, inner in schema.get("properties", {}).items():
        yield from _faults(inner, f"{place}.{name}")
    if "items" in schema:
        yield from _faults(schema["items"], f"{place}[]")


def test_kind_of_reads_basics_and_documents() -> None:
    documents = {
        "configuration": Configuration({"code_type": "agent"}),
        "data": Data(
            {
                "submitted_data_types": ["Metrics"],
                "other_submitted_data": ["Service checks"],
                "queried_data_types": ["Logs"],
            }
        ),
    }

    kind = listing_kind(Basics(route="marketplace"), documents)

    assert kind == ListingKind(
        route="marketplace",
        code_type="agent",
        submitted=frozenset({"metrics", "service checks"}),
        queried=frozenset({"logs"}),
    )


def test_kind_of_takes_any_shape() -> None:
    documents = {"configuration": Configuration({"code_type": 7}), "data": Data({"submitted_data_types": "Metrics"})}

    assert listing_kind(Basics(), documents) == ListingKind()


WITHOUT_EXAMPLE = ("upload", "flag", "yes_no", "rows", "secret")


def _fields(document: type[Document], prefix: str) -> Iterator[tuple[str, Field[object]]]:
    for name, field in document.fields.items():
        yield f"{prefix}.{name}", field
        if isinstance(field, Rows):
            yield from _fields(field.row, f"{prefix}.{name}[]")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_schema_contains_an_example_of_each_value(section: type[SectionDocument]) -> None:
    fields = {path: field for path, field in _fields(section, section.key) if field.kind not in WITHOUT_EXAMPLE}

    examples = {path: field.described_schema().get("examples", [None]) for path, field in fields.items()}

    assert [path for path, field in fields.items() if not validator_for(field.schema()).is_valid(*examples[path])] == []
    assert [path for path, values in examples.items() if values == [None]] == []


def test_example_of_a_choice_is_the_value_with_its_label() -> None:
    options = (Choice("a", "First: the default"), Choice("b", "Second, with a comma"), Choice("c", "Third"))

    assert ChoiceField("One", options=options, example="First").example_value() == "a"
    assert ChoiceField("One", options=options, example="Second, with a comma").example_value() == "b"
    assert Choices("Many", options=options, example="First, Third").example_value() == ["a", "c"]
    assert Choices("Names", example="tide").example_value() == ["tide"]

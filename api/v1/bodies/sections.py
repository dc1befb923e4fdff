"""Sections of a listing."""

from collections.abc import Iterable, Mapping
from inspect import cleandoc
from typing import Annotated, ClassVar, Self

from django.urls import reverse
from pydantic import GetJsonSchemaHandler, JsonValue, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.fields import ApiSchema, Id, Time, described, optional
from api.v1.bodies.base import RequestBody
from listings.display.place_names import translate_message
from listings.models import Section as SectionRow
from tilekit.core.section import SectionDocument, Values
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.applicability import SetAside, Split


class _SectionModel(RootModel[dict[str, JsonValue]]):
    """Base class of the models, which only describe a section. `api.v1.section_types` checks what clients send."""

    declared: ClassVar[type[SectionDocument]]

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        links = {"externalDocs": {"url": f"{reverse('api:fields')}#{cls.declared.key}"}}
        return {**cls.declared.schema(), "description": cleandoc(cls.declared.__doc__ or ""), **links}


def _model(section: type[SectionDocument]) -> type[_SectionModel]:
    return type(f"{section.__name__}Section", (_SectionModel,), {"declared": section, "__module__": __name__})


# {section key: model}
MODELS: Mapping[str, type[_SectionModel]] = {section.key: _model(section) for section in SECTIONS}


class _OfOneSection:
    """Describes the values of one section. The path of the call, or the key of the values, determines which section."""

    def __get_pydantic_json_schema__(self, _core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(model.__pydantic_core_schema__) for model in MODELS.values()]}


class _BySection:
    """Describes the values of several sections by key."""

    def __get_pydantic_json_schema__(self, _core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        properties = {key: handler(model.__pydantic_core_schema__) for key, model in MODELS.items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}


SectionValues = Annotated[dict[str, JsonValue], _OfOneSection()]
ValuesBySection = Annotated[dict[str, dict[str, JsonValue]], _BySection()]


class SectionHead(ApiSchema):
    """A section without its document."""

    key: str = described("Key of the section, as in the path of the call", "overview")
    title: str = described("Heading of the section, in the language of the request", "Overview")
    revision: int = described("Revision number", 1)
    version: int = described("Version of the section; increases with each change", 3)
    updated_at: Time = described("When the section last changed")

    @classmethod
    def of(cls, row: SectionRow, **values: object) -> Self:
        """The section, whose revision is loaded, with the values that its head doesn't have."""
        title = translate_message(section_of(row.key).heading)
        return cls.from_row(row, title=title, revision=row.revision.number, **values)


class SetAsideBody(ApiSchema):
    """A stored value that is not used because of the type of the listing or another value."""

    path: str = described("Section and field of the value", "configuration.oauth_name")
    value: JsonValue = described("The stored value", "Acme Queue")

    @classmethod
    def listed(cls, values: Iterable[SetAside]) -> list["SetAsideBody"]:
        """Those values that somebody entered."""
        return [cls(path=value.path, value=value.value) for value in values if value.is_entered]


_EXAMPLE: Values = {"short_description": "Live tide levels of every gauge"}
_DOCUMENT = "Values by field name. An imported value can have another type; a finding reports it."
_BY_SECTION = "Values by section and field name"
_SET_ASIDE = "Stored values that are not part of the listing: not checked, shown or submitted until they apply again"


class SectionBody(SectionHead):
    """A section with its document."""

    document: SectionValues = described(_DOCUMENT, _EXAMPLE)
    set_aside: list[SetAsideBody] = described(_SET_ASIDE)

    @classmethod
    def applied(cls, row: SectionRow, split: Split) -> "SectionBody":
        """The section of a revision whose documents were split."""
        set_aside = SetAsideBody.listed(value for value in split.set_aside if value.section == row.key)
        return cls.of(row, document=split.documents[row.key].values, set_aside=set_aside)


class SectionList(ApiSchema):
    """The sections of this kind of listing, in the order of the wizard."""

    items: list[SectionHead] = described("The sections of the listing")


class SectionChangesBody(RootModel[SectionValues]):
    """Complete new values by field name. Fields that are left out do not change."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}


class Attachment(RequestBody):
    """A completed upload for a field."""

    upload: Id = described("ID of a completed upload")
    name: str | None = optional("Name of the file; by default the name of the upload", "logo.svg", max_length=200)


class SentDocuments(RequestBody):
    """Documents of sections by key."""

    sections: ValuesBySection = described(_BY_SECTION, {"overview": _EXAMPLE})


class DocumentsBody(ApiSchema):
    """The whole listing."""

    sections: ValuesBySection = described(_BY_SECTION, {"overview": _EXAMPLE})
    set_aside: list[SetAsideBody] = described(_SET_ASIDE)
    revision: int = described("Revision number", 1)
    version: int = described("Version of the revision; increases with each change", 3)

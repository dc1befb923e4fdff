"""The types of sections in the OpenAPI document: one schema for each section, from the declarations of its fields."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Annotated, ClassVar

from django.urls import reverse
from pydantic import GetJsonSchemaHandler, JsonValue, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS


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

"""What all bodies have in common: keys and words in any case, and room for keys that we do not know."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema, model_validator

Item = TypeVar("Item")


def _switched(value: object) -> object:
    """Clients send true and false as texts too."""
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


Switch = Annotated[
    bool,
    Strict(),
    BeforeValidator(_switched),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": "^([Tt]rue|[Ff]alse)$"}]}),
]


class Word(StrEnum):
    """A word of a fixed list; read in any case, written as it is spelled here."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        wanted = str(value).lower()
        return next((each for each in cls if each.value.lower() == wanted), None)


class Body(BaseModel):
    """Clients write keys in any case, and null for what they leave out. Keys that nobody declared are kept as sent."""

    model_config = ConfigDict(extra="allow", validate_by_name=True, validate_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def respell(cls, data: object) -> object:
        """Spell declared keys as they are declared and leave out null; the first of two spellings counts."""
        if not isinstance(data, Mapping):
            return data
        spellings = {(field.alias or name).lower(): field.alias or name for name, field in cls.model_fields.items()}
        spelled: dict[str, object] = {}
        for key, value in data.items():
            name = spellings.get(str(key).lower())
            if name is None or value is not None:
                spelled.setdefault(name or str(key), value)
        return spelled


class TypeValue(Body):
    type: str
    value: str


Strictly = Annotated[Item, Strict()]


class ExpandQuery(BaseModel):
    """What an answer otherwise leaves out."""

    expand: str = Field(default="", alias="$expand", description="Parts that answers otherwise leave out, comma-joined")


class PageQuery(BaseModel):
    """Which page of a collection is asked for; an empty token means the first."""

    skip_token: str = Field(default="", alias="$skipToken", description="From the link to the next page")
    top: int = Field(default=100, alias="$top", ge=1, description="Size of a page; at most 1,000 are sent")


class Collection(BaseModel, Generic[Item]):
    """A page. nextLink is left out on the last page. It is sent twice because clients read either spelling."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    value: list[Item]
    next_link: str | None = Field(default=None, alias="nextLink")
    odata_next_link: str | None = Field(default=None, alias="@odata.nextLink")

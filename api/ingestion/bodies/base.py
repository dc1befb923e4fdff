"""Base classes of request and response bodies: case-insensitive keys and values; unknown keys are allowed."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BeforeValidator, ConfigDict, Strict, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel

from api.fields import ApiModel, described, optional
from common.ids import EXAMPLE_ID

PLACEHOLDER = "string"  # what clients that fill in every key send for those that they have no value for
_MAX_PAGE_SIZE = 1_000
Item = TypeVar("Item")
_NEXT = f"v1.0/ingestion/products?$skipToken={EXAMPLE_ID}"


def _as_boolean(value: object) -> object:
    """Convert the strings "true" and "false", which some clients send, to booleans."""
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


Switch = Annotated[
    bool,
    Strict(),
    BeforeValidator(_as_boolean),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": "^([Tt]rue|[Ff]alse)$"}]}),
]


class CaseInsensitiveEnum(StrEnum):
    """An enum that is case-insensitive in requests and spelled as declared in responses."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        lowered = str(value).lower()
        return next((member for member in cls if member.value.lower() == lowered), None)


def wire_name(name: str) -> str:
    """The key of a field: `lead_gen_id` becomes `leadGenID`."""
    return re.sub("Id$", "ID", to_camel(name))


class Body(ApiModel):
    """A body with case-insensitive keys. Null means that the key is absent. Undeclared keys are stored unchanged, also
    those with the name of an attribute.
    """

    model_config = ConfigDict(extra="allow", alias_generator=wire_name)

    @model_validator(mode="before")
    @classmethod
    def respell(cls, data: object) -> object:
        """Normalise the case of declared keys and remove null. If a key occurs in two spellings, the first one wins."""
        if not isinstance(data, Mapping):
            return data
        spellings = {(field.alias or name).lower(): field.alias or name for name, field in cls.model_fields.items()}
        spelled: dict[str, object] = {}
        for key, value in data.items():
            name = spellings.get(str(key).lower())
            if name is None or value is not None:
                spelled.setdefault(name or str(key), value)
        return spelled

    @model_validator(mode="after")
    def unset_attributes(self) -> Self:
        """Mark attributes as unset if only an undeclared key with the name of the attribute was sent."""
        names = type(self).model_fields.keys() & (self.model_extra or {}).keys()
        self.model_fields_set.difference_update(name for name in names if getattr(self, name) is None)
        return self


class TypeValue(Body):
    type: str = described("Type of the value", "AzureOfferId")
    value: str = described("The value, in the format of its type", "tide-app")


Strictly = Annotated[Item, Strict()]


class ExpandQuery(ApiModel):
    """Optional parts of a response."""

    expand: str = optional(
        "Optional parts to include in the response, separated by commas", "PublishOption", default="", alias="$expand"
    )


class IngestionPageQuery(ApiModel):
    """The requested page of a collection; an empty token means the first page."""

    skip_token: str = optional(
        "The `$skipToken` in the link to the next page. Leave it out for the first page.",
        EXAMPLE_ID,
        default="",
        alias="$skipToken",
    )
    top: int = optional("Maximum number of items per page, up to 1,000", 50, default=100, alias="$top", ge=1)

    @property
    def size(self) -> int:
        return min(self.top, _MAX_PAGE_SIZE)


class Collection(ApiModel, Generic[Item]):
    """A page of items. The last page has no nextLink. Clients read either of its two names, so both are sent."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, alias_generator=wire_name)

    value: list[Item] = described("The items on this page")
    next_link: str | None = described(
        "Path and query of the next page, without host; left out on the last page", _NEXT, default=None
    )
    odata_next_link: str | None = described("The same as nextLink", _NEXT, default=None, alias="@odata.nextLink")


def iso_time(moment: datetime) -> str:
    """The time as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_text_if(moment: datetime | None) -> str | None:
    """The time as in `iso_time`; None for None, which responses omit."""
    return None if moment is None else iso_time(moment)

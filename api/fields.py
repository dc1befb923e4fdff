"""Types and fields of bodies and parameters, with the examples that all APIs share."""

from datetime import datetime
from typing import Annotated, Any, Self, dataclass_transform
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from api.reference.schemas import NOT_IN_SAMPLES
from common.ids import EXAMPLE_ID

TIME = "2030-01-01T09:00:00Z"
OPAQUE = "dGlkZS1nYXVnZXMtb2YtbWFueS1oYXJib3Vycy0xMjM"
DIGEST = "d1:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

Id = Annotated[UUID, Field(examples=[EXAMPLE_ID])]
Time = Annotated[datetime, Field(examples=[TIME])]


def described(description: str, *examples: object, **options: Any) -> Any:  # noqa: ANN401 the type is the annotation
    """A field with its description and, unless its type has them, examples."""
    if examples:
        options["examples"] = list(examples)
    return Field(description=description, **options)


def optional(
    description: str, example: object, *, default: object = None, extra: JsonDict | None = None, **options: Any
) -> Any:  # noqa: ANN401 the type of a field is that of its annotation
    """A field that a request can leave out, and that the sample requests of the reference leave out."""
    extra = {NOT_IN_SAMPLES: True, **(extra or {})}
    return described(description, example, default=default, json_schema_extra=extra, **options)


@dataclass_transform(kw_only_default=True, field_specifiers=(Field, described))
class ApiModel(BaseModel):
    """Base class of bodies and parameters. It tells type checkers that `described` can have a default or an alias."""


class ApiSchema(ApiModel, Schema):
    """A body that can be made from a database row."""

    @classmethod
    def from_row(cls, row: object, **values: object) -> Self:
        """The body with these values and, for all other fields, the attributes of the row with the same names."""
        names = cls.model_fields.keys() - values
        return cls.model_validate(values | {name: getattr(row, name) for name in names})

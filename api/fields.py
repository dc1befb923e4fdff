"""Types and fields of bodies and parameters, with the examples that all APIs share."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.examples import NOT_IN_SAMPLES, TIME
from common.ids import EXAMPLE_ID

Id = Annotated[UUID, Field(examples=[EXAMPLE_ID])]
Time = Annotated[datetime, Field(examples=[TIME])]


def optional(
    description: str, example: object, *, default: object = None, extra: JsonDict | None = None, **options: Any
) -> Any:  # noqa: ANN401 the type of a field is that of its annotation
    """A field that a request can leave out, and that the sample requests of the reference leave out."""
    extra = {NOT_IN_SAMPLES: True, **(extra or {})}
    return Field(default, description=description, examples=[example], json_schema_extra=extra, **options)

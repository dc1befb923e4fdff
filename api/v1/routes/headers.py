"""Request headers that several calls have."""

from typing import Annotated

from ninja import Header

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the version that your change is based on", examples=["*"]),
]

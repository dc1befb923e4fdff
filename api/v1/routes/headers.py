"""Headers that several calls take."""

from typing import Annotated

from ninja import Header

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The etag of the version that you changed", examples=["*"])
]

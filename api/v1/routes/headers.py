"""Headers that several calls take."""

from typing import Annotated

from ninja import Header

ANY = "*"
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The etag of the version that you changed", examples=[ANY])
]

"""Bodies that clients send."""

from ninja import Schema
from pydantic import ConfigDict


class RequestBody(Schema):
    """A body, or a part of one.

    A misspelt field is refused: if it were ignored, it would have no effect and nobody would notice.
    """

    model_config = ConfigDict(extra="forbid")

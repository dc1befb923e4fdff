"""Bodies that clients send."""

from ninja import Schema
from pydantic import ConfigDict


class RequestBody(Schema):
    """A body, or a part of one. A misspelt field is refused: ignored, it would have no effect and nobody would know."""

    model_config = ConfigDict(extra="forbid")

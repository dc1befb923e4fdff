"""Errors of this API, and those that each call can return."""

from typing import Any

from ninja import Schema
from pydantic import Field

from api.v1.bodies.findings import FindingBody


class Error(Schema):
    code: str = Field(
        description="Code for the error. It stays the same even if the text changes.", examples=["section-changed"]
    )
    message: str = Field(
        description="Human-readable text, in the language of the request",
        examples=["Someone else has changed this section."],
    )
    target: str | None = Field(description="Field, parameter or header that the error is about", examples=["If-Match"])
    context: dict[str, Any] = Field(
        description="Details of the error. The keys depend on the code.", examples=[{"section": "overview"}]
    )
    correlation_id: str = Field(description="Include this ID when you report a problem", examples=["0190d8f0a1b27000"])
    findings: list[FindingBody] = Field(description="Findings from the checks, if they are the reason for the error")


class ReasonBody(Schema):
    """A reason why an action is not possible."""

    code: str = Field(
        description="Code for the reason. It stays the same even if the text changes.", examples=["never-live"]
    )
    text: str = Field(description="Human-readable text", examples=["Customers have never seen this submission."])


class ErrorBody(Schema):
    error: Error = Field(description="What went wrong")


READ_ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 422, 429), ErrorBody)
WRITE_ERRORS: dict[int, Any] = {**READ_ERRORS, **dict.fromkeys((409, 411, 412, 413, 415), ErrorBody)}

"""Errors of this API, and those that each call can return."""

from typing import Any

from api.fields import ApiSchema, described
from api.routers import ErrorRouter
from api.v1.bodies.findings import FindingBody


class Error(ApiSchema):
    code: str = described("Code for the error. It stays the same even if the text changes.", "section-changed")
    message: str = described(
        "Human-readable text, in the language of the request", "Someone else has changed this section."
    )
    target: str | None = described("Field, parameter or header that the error is about", "If-Match")
    context: dict[str, Any] = described("Details of the error. The keys depend on the code.", {"section": "overview"})
    correlation_id: str = described("Include this ID when you report a problem", "0190d8f0a1b27000")
    findings: list[FindingBody] = described("Findings from the checks, if they are the reason for the error")


class ReasonBody(ApiSchema):
    """A reason why an action is not possible."""

    code: str = described("Code for the reason. It stays the same even if the text changes.", "never-live")
    text: str = described("Human-readable text", "Customers have never seen this submission.")


class ErrorBody(ApiSchema):
    error: Error = described("What went wrong")


_READS, _WRITES = (400, 401, 403, 404, 405, 422, 429), (409, 411, 412, 413, 415)


def v1_router(tag: str, **options: Any) -> ErrorRouter:
    """A router for calls of this API."""
    return ErrorRouter(tag, error=ErrorBody, reads=_READS, writes=_WRITES, **options)

"""Errors of this API."""

from typing import Any

from ninja import Schema
from pydantic import Field

from api.v1.bodies.findings import Finding


class Error(Schema):
    code: str = Field(description="Stable; the list is in docs/errors.md", examples=["section-changed"])
    message: str = Field(description="For people, in the language of the request")
    target: str | None = Field(description="The field, parameter or header that it is about")
    context: dict[str, Any] = Field(description="Values that belong to the code")
    correlation_id: str = Field(description="Include it when you report a problem")
    findings: list[Finding] = Field(description="What checks found, if that is the reason")


class ErrorBody(Schema):
    error: Error

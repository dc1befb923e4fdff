"""Findings of checks."""

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from listings.words import in_our_language, place_words
from tilekit.checks.finding import Severity, fingerprint
from validation.rules import ShownFinding

FIELD_MISSING = "field-missing"


class Finding(Schema):
    """One thing that a check found."""

    code: str = Field(description="Code of the check, or of the error that refused a value", examples=["MF-012"])
    severity: Severity = Field(description="A blocker must be fixed before the listing can be submitted")
    message: str = Field(examples=["The short description ends with a full stop."])
    place: str = Field(description="The place in words", examples=["Overview › Short description"])
    path: str = Field(description="Section and field; empty for files", examples=["overview.short_description"])
    file: str = Field(description="Path in the folder of the listing; empty for fields", examples=[""])
    line: int | None = Field(description="Line of the file, from 1", examples=[None])
    fingerprint: str = Field(description="Stays the same while the finding does", examples=["9f8d1c2a"])

    @classmethod
    def of(cls, found: ShownFinding) -> "Finding":
        """The finding as it is sent, in the language of the request."""
        return cls(
            code=found.code,
            severity=found.severity,
            message=in_our_language(found.message),
            place=place_words(found.path, found.file, found.line),
            path=found.path,
            file=found.file,
            line=found.line,
            fingerprint=found.fingerprint,
        )

    @classmethod
    def of_refusal(cls, code: str, path: str, why: str) -> "Finding":
        """A value that cannot be stored, at its field."""
        return cls(
            code=code,
            severity=Severity.BLOCKER,
            message=why,
            place=place_words(path, "", None),
            path=path,
            file="",
            line=None,
            fingerprint=fingerprint(code, path, ""),
        )

    @classmethod
    def of_missing(cls, path: str) -> "Finding":
        """A required field that is empty."""
        return cls.of_refusal(FIELD_MISSING, path, _("“{label}” is missing.").format(label=place_words(path)))


class Findings(Schema):
    """Findings of a revision or a submission."""

    revision: int = Field(description="Number of the revision", examples=[1])
    items: list[Finding] = Field(description="The most severe first")
    missing: list[str] = Field(description="Required fields that are empty", examples=[["overview.title"]])

"""Checks, their findings, and waivers of findings."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from api.fields import Time
from listings.display.place_names import place_name, translate_message
from tilekit.checks.finding import Finding, Severity, fingerprint
from validation.models import RolloutMode

FIELD_MISSING = "field-missing"


class FindingBody(Schema):
    """A finding from a check."""

    code: str = Field(description="Code of the check, or of the error if a value was refused", examples=["MF-012"])
    severity: Severity = Field(description="A blocker must be fixed before the listing can be submitted")
    message: str = Field(
        description="What is wrong, in the language of the request",
        examples=["The short description ends with a full stop."],
    )
    place: str = Field(description="Human-readable name of the place", examples=["Overview › Short description"])
    path: str = Field(description="Section and field; empty for files", examples=["overview.short_description"])
    file: str = Field(description="Path in the listing's folder; empty for fields", examples=[""])
    line: int | None = Field(description="Line in the file, counted from 1", examples=[None])
    fingerprint: str = Field(
        description="Identifies the same finding in later runs of the checks", examples=["9f8d1c2a"]
    )

    @classmethod
    def of(cls, finding: Finding) -> "FindingBody":
        """The finding for a response, in the language of the request."""
        return cls(
            code=finding.code,
            severity=finding.severity,
            message=translate_message(finding.message),
            place=place_name(finding.path, finding.file, finding.line),
            path=finding.path,
            file=finding.file,
            line=finding.line,
            fingerprint=finding.fingerprint,
        )

    @classmethod
    def all_of(cls, findings: Iterable[Finding]) -> "list[FindingBody]":
        """The findings for a response, most severe first."""
        return [cls.of(finding) for finding in sorted(findings, key=lambda finding: finding.severity.rank)]

    @classmethod
    def of_refusal(cls, code: str, path: str, why: str) -> "FindingBody":
        """A value that cannot be stored, at its field."""
        return cls(
            code=code,
            severity=Severity.BLOCKER,
            message=why,
            place=place_name(path, "", None),
            path=path,
            file="",
            line=None,
            fingerprint=fingerprint(code, path, ""),
        )

    @classmethod
    def of_missing(cls, path: str) -> "FindingBody":
        """A required field that is empty."""
        return cls.of_refusal(FIELD_MISSING, path, _("“{label}” is missing.").format(label=place_name(path)))


class FindingsBody(Schema):
    """Findings of a revision or a submission."""

    revision: int = Field(description="Revision number", examples=[1])
    items: list[FindingBody] = Field(description="Most severe first")
    missing: list[str] = Field(description="Required fields that are empty", examples=[["overview.title"]])


class CheckBody(Schema):
    code: str = Field(description="Code of the check", examples=["MF-012"])
    name: str = Field(description="Name of the check", examples=["No short description"])
    severity: Severity = Field(
        description="Severity of the findings in a submission if the check is enforced", examples=["blocker"]
    )
    mode: RolloutMode = Field(
        description=(
            "observe: only our staff see the findings. warn: findings are at most warnings. enforce: findings have "
            "the severity of the check."
        ),
        examples=["enforce"],
    )
    subject: str = Field(description="Subject of the check: the letters of its code", examples=["MF"])


class CheckList(Schema):
    catalogue_version: str = Field(description="Changes whenever the checks change", examples=["3f1c9b7a5d2e8064"])
    checks: list[CheckBody] = Field(description="Sorted by code")


class WaiverBody(Schema):
    """A finding that our staff have waived."""

    fingerprint: str = Field(description="Fingerprint of the finding", examples=["9f8d1c2a"])
    code: str = Field(description="Code of the check that the finding is from", examples=["MF-012"])
    reason: str = Field(description="Why our staff waived the finding", examples=["Agreed with the product team"])
    until: Time | None = Field(
        description="When the waiver ends; null if it has no end date", examples=["2030-01-01T09:00:00Z"]
    )

"""Checks, their findings, and waivers of findings."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from api.fields import ApiSchema, Time, described
from listings.display.place_names import place_name, translate_message
from tilekit.checks.finding import Finding, Severity, fingerprint
from validation.models import RolloutMode

FIELD_MISSING = "field-missing"


class FindingBody(ApiSchema):
    """A finding from a check."""

    code: str = described("Code of the check, or of the error if a value was refused", "MF-012")
    severity: Severity = described("A blocker must be fixed before the listing can be submitted")
    message: str = described(
        "What is wrong, in the language of the request", "The short description ends with a full stop."
    )
    place: str = described("Human-readable name of the place", "Overview › Short description")
    path: str = described("Section and field; empty for files", "overview.short_description")
    file: str = described("Path in the listing's folder; empty for fields", "")
    line: int | None = described("Line in the file, counted from 1", None)
    fingerprint: str = described("Identifies the same finding in later runs of the checks", "9f8d1c2a")
    blocks_from: Time | None = described("When this warning becomes a blocker; null if it doesn't", None)

    @classmethod
    def of(cls, finding: Finding) -> "FindingBody":
        """The finding for a response, in the language of the request."""
        place = place_name(finding.path, finding.file, finding.line)
        return cls.from_row(finding, message=translate_message(finding.message), place=place)

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
            blocks_from=None,
        )

    @classmethod
    def of_missing(cls, path: str) -> "FindingBody":
        """A required field that is empty."""
        return cls.of_refusal(FIELD_MISSING, path, _("“{label}” is missing.").format(label=place_name(path)))


class FindingsBody(ApiSchema):
    """Findings of a revision or a submission."""

    revision: int = described("Revision number", 1)
    items: list[FindingBody] = described("Most severe first")
    missing: list[str] = described("Required fields that are empty", ["overview.title"])


class CheckBody(ApiSchema):
    code: str = described("Code of the check", "MF-012")
    name: str = described("Name of the check", "No short description")
    severity: Severity = described("Severity of the findings in a submission if the check is enforced", "blocker")
    mode: RolloutMode = described(
        "observe: only our staff see the findings. warn: findings are at most warnings. enforce: findings have "
        "the severity of the check.",
        "enforce",
    )
    blocks_from: Time | None = described("When a check whose mode is warn is enforced; null without a date", None)
    subject: str = described("Subject of the check: the letters of its code", "MF")


class CheckList(ApiSchema):
    catalogue_version: str = described("Changes whenever the checks change", "3f1c9b7a5d2e8064")
    checks: list[CheckBody] = described("Sorted by code")


class WaiverBody(ApiSchema):
    """A finding that our staff have waived."""

    fingerprint: str = described("Fingerprint of the finding", "9f8d1c2a")
    code: str = described("Code of the check that the finding is from", "MF-012")
    reason: str = described("Why our staff waived the finding", "Agreed with the product team")
    until: Time | None = described("When the waiver ends; null if it has no end date", "2030-01-01T09:00:00Z")

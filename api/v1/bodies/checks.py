"""The checks of the portal, how far each is rolled out, and waivers."""

from ninja import Schema
from pydantic import Field

from api.fields import Time
from tilekit.checks.finding import Severity
from validation.models import RolloutMode


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

"""The checks of the portal, how far each is rolled out, and waivers."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from tilekit.checks.finding import Severity
from validation.models import RolloutMode


class CheckBody(Schema):
    code: str = Field(examples=["MF-012"])
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
    catalogue_version: str = Field(description="Changes whenever the checks change")
    checks: list[CheckBody] = Field(description="Sorted by code")


class WaiverBody(Schema):
    """A finding that our staff have waived."""

    fingerprint: str = Field(description="Fingerprint of the finding", examples=["9f8d1c2a"])
    code: str = Field(examples=["MF-012"])
    reason: str = Field(examples=["Agreed with the product team"])
    until: datetime | None = Field(description="When the waiver ends; null if it has no end date")

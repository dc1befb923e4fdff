"""The checks of the portal, how far each is rolled out, and waivers."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from tilekit.checks.finding import Severity
from validation.models import Mode


class Check(Schema):
    code: str = Field(examples=["MF-012"])
    severity: Severity = Field(
        description="Severity of its findings in a submission, if it is enforced", examples=["blocker"]
    )
    mode: Mode = Field(
        description="observe: only our staff see its findings; warn: at most a warning; enforce: its own severity",
        examples=["enforce"],
    )
    subject: str = Field(description="The letters of the code", examples=["MF"])


class CheckList(Schema):
    catalogue_version: str = Field(description="Changes with every change of the checks")
    checks: list[Check] = Field(description="Sorted by code")


class Waiver(Schema):
    """A finding that our staff have waived."""

    fingerprint: str = Field(description="Fingerprint of the finding", examples=["9f8d1c2a"])
    code: str = Field(examples=["MF-012"])
    reason: str = Field(examples=["Agreed with the product team"])
    until: datetime | None = Field(description="When the finding counts again; null for never")

"""Jobs: work that takes a while."""

from typing import Literal

from ninja import Schema
from pydantic import Field, JsonValue

from api.fields import DIGEST, Id, Time
from api.paths import V1_PREFIX
from api.v1.bodies.base import LISTING
from api.v1.bodies.errors import Error, ReasonBody
from api.v1.bodies.findings import FindingBody
from common.ids import EXAMPLE_ID
from tilekit.sections.differences import ChangeKind

Kind = Literal["import", "dry-run", "checks"]
State = Literal["queued", "running", "done", "refused", "failed"]


class JobProgress(Schema):
    done: int = Field(description="Subjects checked so far", examples=[3])
    total: int = Field(description="Total number of subjects", examples=[40])


class ChangeBody(Schema):
    """A field or a file that differs from the draft."""

    section: str = Field(description="Key of the section; empty for files", examples=["overview"])
    path: str = Field(description="Section and field; empty for files", examples=["overview.short_description"])
    file: str = Field(description="Path in the folder; empty for fields", examples=[""])
    kind: ChangeKind = Field(description="How the field or file differs", examples=["changed"])
    before: JsonValue = Field(
        description="The value, the SHA-256 of a file, or the former position of a moved row",
        examples=["Live tide levels"],
    )
    after: JsonValue = Field(
        description="The same after the change; null if it is removed", examples=["Live tide levels of every gauge"]
    )


class VendorBody(Schema):
    """A vendor as a folder names it."""

    name: str = Field(description="Name of the vendor in the folder", examples=["Acme"])
    vendor_id: str = Field(description="Vendor ID; empty if the folder has none", examples=["acme"])


class JobResultBody(Schema):
    """The result of a job. Fields that do not apply to its kind of job are null."""

    listing: Id | None = Field(default=None, description="Listing that the job works on")
    revision: int | None = Field(default=None, description="Revision number of the listing", examples=[1])
    foreign_vendor: VendorBody | None = Field(
        default=None,
        description=(
            "Vendor of an imported draft, if it is not one of your organisation's. You can't submit the draft before "
            "you change the vendor or an admin confirms it as an alias of your organisation."
        ),
    )
    digest: str | None = Field(default=None, description="Digest of the folder in a dry run", examples=[DIGEST])
    findings: list[FindingBody] | None = Field(default=None, description="Findings from the checks, most severe first")
    missing: list[str] | None = Field(
        default=None, description="Required fields that would be empty", examples=[["overview.title"]]
    )
    reasons: list[ReasonBody] | None = Field(
        default=None, description="Other reasons why the changed draft could not be submitted now, such as open threads"
    )
    unfinished: list[str] | None = Field(
        default=None, description="Codes of checks that could not be finished", examples=[["MF-012"]]
    )
    changes: list[ChangeBody] | None = Field(default=None, description="What a dry run would change in the draft")


class JobLinks(Schema):
    """Links of the job and of its listing; listing is null until there is one."""

    self: str = Field(description="Path of this job", examples=[f"{V1_PREFIX}/jobs/{EXAMPLE_ID}"])
    listing: str | None = Field(description="Path of the listing; null until there is one", examples=[LISTING])


class JobBody(Schema):
    """A job. Read it until its state is done, refused or failed; the Retry-After header says when to read it again."""

    id: Id = Field(description="ID of the job")
    kind: Kind = Field(description="What the job does", examples=["import"])
    state: State = Field(
        description=(
            "refused: `error` explains what is wrong with the request. failed: something went wrong on our side. Try "
            "again later."
        ),
        examples=["queued"],
    )
    progress: JobProgress | None = Field(description="Progress, if it is known")
    created_at: Time = Field(description="When the job was queued")
    finished_at: Time | None = Field(description="When the job ended; null until then")
    result: JobResultBody | None = Field(description="Null until the job is done")
    error: Error | None = Field(description="Null unless the job was refused or failed")
    links: JobLinks = Field(description="Links to the job and its listing")

"""Jobs: what takes a while, as a resource of its own."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from api.v1.bodies.errors import Error
from api.v1.bodies.findings import Finding

Kind = Literal["import", "checks"]
State = Literal["queued", "running", "done", "refused", "failed"]


class JobProgress(Schema):
    done: int = Field(description="Subjects that are checked", examples=[3])
    total: int = Field(description="Subjects in total", examples=[40])


class JobResult(Schema):
    """What came out. The parts that the kind of job does not have are null."""

    listing: UUID | None = Field(default=None, description="The listing that an import has made or changed")
    revision: int | None = Field(default=None, description="Number of its revision", examples=[1])
    findings: list[Finding] | None = Field(default=None, description="What checks found, the most severe first")


class JobLinks(Schema):
    """Addresses of the job and of the listing that it is about, null as long as there is none."""

    self: str
    listing: str | None


class Job(Schema):
    """Ask again until the state is done, refused or failed; the header Retry-After says when."""

    id: UUID
    kind: Kind = Field(examples=["import"])
    state: State = Field(
        description="refused: error says what is wrong with what you sent. failed: the fault is ours, try again later",
        examples=["queued"],
    )
    progress: JobProgress | None = Field(description="How far it is, if that is known")
    created_at: datetime
    finished_at: datetime | None
    result: JobResult | None = Field(description="Null until it is done")
    error: Error | None = Field(description="Null unless it was refused or failed")
    links: JobLinks

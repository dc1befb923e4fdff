"""Jobs: work that takes a while."""

from typing import Literal

from pydantic import JsonValue

from api.fields import DIGEST, ApiSchema, Id, Time, described
from api.paths import V1_PREFIX
from api.v1.bodies.base import LISTING
from api.v1.bodies.errors import Error, ReasonBody
from api.v1.bodies.findings import FindingBody
from common.ids import EXAMPLE_ID
from tilekit.sections.differences import ChangeKind

Kind = Literal["import", "dry-run", "checks"]
State = Literal["queued", "running", "done", "refused", "failed"]


class JobProgress(ApiSchema):
    done: int = described("Subjects checked so far", 3)
    total: int = described("Total number of subjects", 40)


class ChangeBody(ApiSchema):
    """A field or a file that differs from the draft."""

    section: str = described("Key of the section; empty for files", "overview")
    path: str = described("Section and field; empty for files", "overview.short_description")
    file: str = described("Path in the folder; empty for fields", "")
    kind: ChangeKind = described("How the field or file differs", "changed")
    before: JsonValue = described(
        "The value, the SHA-256 of a file, or the former position of a moved row", "Live tide levels"
    )
    after: JsonValue = described("The same after the change; null if it is removed", "Live tide levels of every gauge")


class VendorBody(ApiSchema):
    """A vendor as a folder names it."""

    name: str = described("Name of the vendor in the folder", "Acme")
    vendor_id: str = described("Vendor ID; empty if the folder has none", "acme")


class JobResultBody(ApiSchema):
    """The result of a job. Fields that do not apply to its kind of job are null."""

    listing: Id | None = described("Listing that the job works on", default=None)
    revision: int | None = described("Revision number of the listing", 1, default=None)
    foreign_vendor: VendorBody | None = described(
        "Vendor of an imported draft, if it is not one of your organisation's. You can't submit the draft before "
        "you change the vendor or an admin confirms it as an alias of your organisation.",
        default=None,
    )
    digest: str | None = described("Digest of the folder in a dry run", DIGEST, default=None)
    findings: list[FindingBody] | None = described("Findings from the checks, most severe first", default=None)
    missing: list[str] | None = described("Required fields that would be empty", ["overview.title"], default=None)
    reasons: list[ReasonBody] | None = described(
        "Other reasons why the changed draft could not be submitted now, such as open threads", default=None
    )
    unfinished: list[str] | None = described("Codes of checks that could not be finished", ["MF-012"], default=None)
    changes: list[ChangeBody] | None = described("What a dry run would change in the draft", default=None)


class JobLinks(ApiSchema):
    """Links of the job and of its listing; listing is null until there is one."""

    self: str = described("Path of this job", f"{V1_PREFIX}/jobs/{EXAMPLE_ID}")
    listing: str | None = described("Path of the listing; null until there is one", LISTING)


class JobBody(ApiSchema):
    """A job. Read it until its state is done, refused or failed; the Retry-After header says when to read it again."""

    id: Id = described("ID of the job")
    kind: Kind = described("What the job does", "import")
    state: State = described(
        "refused: `error` explains what is wrong with the request. failed: something went wrong on our side. Try "
        "again later.",
        "queued",
    )
    progress: JobProgress | None = described("Progress, if it is known")
    created_at: Time = described("When the job was queued")
    finished_at: Time | None = described("When the job ended; null until then")
    result: JobResultBody | None = described("Null until the job is done")
    error: Error | None = described("Null unless the job was refused or failed")
    links: JobLinks = described("Links to the job and its listing")

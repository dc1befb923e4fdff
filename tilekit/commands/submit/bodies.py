"""What the command reads from the portal's responses; it ignores everything else."""

from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from tilekit.commands.outcome import SeverityName

T = TypeVar("T")


class PageOf(Struct, Generic[T], frozen=True):
    """A part of a list."""

    items: list[T]
    next_cursor: str | None = None


class Status(Struct, frozen=True):
    """Who acts next, in the words of the portal."""

    party: str = ""
    waiting_on: str = ""
    why: str = ""
    next: str = ""


class ListingLinks(Struct, frozen=True):
    page: str


class Listing(Struct, frozen=True):
    """state is that of the revision which can be changed, or else of the newest one.

    app_uuid and source_type_id are those that the portal writes into the manifest.
    """

    id: str
    name: str
    state: str
    links: ListingLinks
    app_uuid: str = ""
    source_type_id: int | None = None


class FolderFile(Struct, frozen=True):
    path: str
    sha256: str


class Folder(Struct, frozen=True):
    digest: str
    files: list[FolderFile]


class Finding(Struct, frozen=True):
    """path is that of a field, file and line are those of the folder; empty where there is none."""

    code: str
    severity: SeverityName
    message: str
    place: str = ""
    path: str = ""
    file: str = ""
    line: int | None = None
    fingerprint: str = ""


class Findings(Struct, frozen=True):
    items: list[Finding]


class Fault(Struct, frozen=True):
    code: str = ""
    message: str = ""
    findings: list[Finding] = field(default_factory=list)


class Job(Struct, frozen=True):
    """Something that takes a while."""

    id: str
    state: str
    result: dict[str, Any] | None = None
    error: Fault | None = None


class Upload(Struct, frozen=True):
    """part_size is in bytes; received holds the numbers of the parts that have arrived."""

    id: str
    state: str
    part_size: int
    parts: int
    received: list[int]


class SubmissionLinks(Struct, frozen=True):
    page: str = ""
    tile: str | None = None


class Submission(Struct, frozen=True):
    """A frozen round of a listing."""

    id: str
    listing: str
    digest: str
    state: str
    outcome: str
    status: Status
    open_threads: int = 0
    links: SubmissionLinks = SubmissionLinks()

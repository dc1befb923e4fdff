"""The parts of the portal's responses that the command reads; it ignores everything else."""

from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from tilekit.commands.listing_outcome import SeverityName

T = TypeVar("T")


class PageReply(Struct, Generic[T], frozen=True):
    """A page of a list."""

    items: list[T]
    next_cursor: str | None = None


class StatusReply(Struct, frozen=True):
    """Who acts next, in the words of the portal."""

    party: str = ""
    waiting_on: str = ""
    why: str = ""
    next: str = ""


class ListingLinksReply(Struct, frozen=True):
    page: str


class ListingReply(Struct, frozen=True):
    """A listing. state is the state of the editable revision, otherwise of the newest one.

    app_uuid and source_type_id are the IDs that the portal writes into the manifest.
    """

    id: str
    name: str
    state: str
    links: ListingLinksReply
    app_uuid: str = ""
    source_type_id: int | None = None


class FolderFileReply(Struct, frozen=True):
    path: str
    sha256: str


class FolderReply(Struct, frozen=True):
    digest: str
    files: list[FolderFileReply]


class DocumentsReply(Struct, frozen=True):
    """The documents of a draft: {section: {field: value}}."""

    sections: dict[str, dict[str, Any]]


class FindingReply(Struct, frozen=True):
    """A finding. path is the path of a field, file and line are in the folder; empty if unknown.

    blocks_from is the RFC 3339 time when the warning becomes a blocker; None if it doesn't.
    """

    code: str
    severity: SeverityName
    message: str
    place: str = ""
    path: str = ""
    file: str = ""
    line: int | None = None
    fingerprint: str = ""
    blocks_from: str | None = None


class ReasonReply(Struct, frozen=True):
    """A reason against an action, in the words of the portal."""

    code: str
    text: str


class ErrorReply(Struct, frozen=True):
    code: str = ""
    message: str = ""
    findings: list[FindingReply] = field(default_factory=list)


class JobReply(Struct, frozen=True):
    """A job of the portal that is running or done."""

    id: str
    state: str
    result: dict[str, Any] | None = None
    error: ErrorReply | None = None


class UploadReply(Struct, frozen=True):
    """An upload in parts. part_size is in bytes; received contains the numbers of the parts that have arrived."""

    id: str
    state: str
    part_size: int
    parts: int
    received: list[int]


class SubmissionLinksReply(Struct, frozen=True):
    page: str = ""
    tile: str | None = None


class SubmissionReply(Struct, frozen=True):
    """A submission of a listing."""

    id: str
    listing: str
    digest: str
    state: str
    outcome: str
    status: StatusReply
    open_threads: int = 0
    links: SubmissionLinksReply = SubmissionLinksReply()


class DisputeLinksReply(Struct, frozen=True):
    page: str


class DisputeReply(Struct, frozen=True):
    """A dispute of a finding."""

    id: str
    code: str
    state: str
    links: DisputeLinksReply

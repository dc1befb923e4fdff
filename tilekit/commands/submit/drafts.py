"""Replaces the draft of a listing with the content of the folder."""

from collections.abc import Mapping
from functools import cached_property

import httpx
import msgspec
from msgspec import Struct

from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.replies import DocumentsReply, FindingReply, FolderReply, ListingReply, ReasonReply
from tilekit.commands.submit.session import Session, upload, wait_for_job
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.field import Json
from tilekit.core.messages import N_

_MISSING = "files-missing"


class DryRunResult(Struct, frozen=True):
    """The result of a dry run. digest is the one that the draft would have; missing contains the
    empty required fields, reasons what else prevents submitting it.
    """

    digest: str
    findings: list[FindingReply] = []
    missing: list[str] = []
    reasons: list[ReasonReply] = []


class PortalFolder(Struct, frozen=True, kw_only=True, dict=True):
    """The folder that the portal has stored, with its listing, its values and the version of the draft; local is the
    folder to compare it with.
    """

    listing: ListingReply
    folder: FolderReply
    sections: Mapping[str, Mapping[str, Json]]
    etag: str
    local: LocalFolder

    @cached_property
    def holds_local(self) -> bool:
        """Whether the draft already has the content of the local folder. Files that differ only
        in IDs count as equal.
        """
        is_same = {file.path: file.sha256 for file in self.folder.files} == self.local.manifest
        return is_same or self.folder.digest == self._local_digest

    @property
    def local_digests(self) -> set[str]:
        """The possible digests of the local folder in the portal, because versions of tilekit may compute it
        differently.
        """
        return {self.local.digest, self._local_digest, *([self.folder.digest] if self.holds_local else [])}

    @cached_property
    def _local_digest(self) -> str:
        return self.local.digest_of(self.listing, self.sections)


def fetch_folder(session: Session, listing: ListingReply, local: LocalFolder) -> PortalFolder:
    """The current content of the draft, or of the newest revision. Raises CallRefused, PortalUnavailable."""
    response = session.portal.call("GET", f"/listings/{listing.id}/folder")
    folder, etag = session.portal.read(response, FolderReply), response.headers.get("etag", "")
    sections = session.portal.get(f"/listings/{listing.id}/documents", DocumentsReply).sections
    return PortalFolder(listing=listing, folder=folder, sections=sections, etag=etag, local=local)


def dry_run(session: Session, listing: ListingReply, folder: LocalFolder) -> DryRunResult:
    """The findings of the checks for the folder; the draft doesn't change. Raises JobRefused,
    CallRefused, PortalUnavailable.
    """
    print_note(translated(N_("Starting a dry run in the portal.")))
    job = wait_for_job(session, _send_folder(session, ("POST", f"/listings/{listing.id}/dry-runs"), folder))
    return msgspec.convert(job.result or {}, DryRunResult)


def try_values(session: Session, stored: PortalFolder, values: Mapping[str, Mapping[str, Json]]) -> DryRunResult:
    """The findings of the checks for these values; the draft doesn't change. Raises the same errors as `dry_run`."""
    changes = {key: wanted for key, wanted in values.items() if key in stored.sections}
    path = f"/listings/{stored.listing.id}/dry-runs"
    job = wait_for_job(session, session.portal.call("POST", path, {"sections": changes}))
    return msgspec.convert(job.result or {}, DryRunResult)


def replace_draft(session: Session, listing: ListingReply, folder: LocalFolder, *, etag: str) -> None:
    """Upload missing files and replace the draft with the folder, if the draft still has this etag.

    Raises the same errors as `dry_run`.
    """
    print_note(translated(N_("Updating the draft of {name}."), name=listing.name))
    wait_for_job(session, _send_folder(session, ("PUT", f"/listings/{listing.id}/folder"), folder, etag=etag))


def save_values(session: Session, stored: PortalFolder, values: Mapping[str, Mapping[str, Json]]) -> bool:
    """Save the values that differ in the draft; returns whether there were any.

    Sections that the listing doesn't have are left out. Raises CallRefused, PortalUnavailable.
    """
    changed = False
    for key, wanted in values.items():
        changes = {name: value for name, value in wanted.items() if stored.sections.get(key, {}).get(name) != value}
        if key in stored.sections and changes:
            print_note(translated(N_("Saving {fields}."), fields=tuple(f"{key}.{name}" for name in changes)))
            session.portal.call("PATCH", f"/listings/{stored.listing.id}/sections/{key}", changes)
            changed = True
    return changed


def _send_folder(session: Session, call: tuple[str, str], folder: LocalFolder, *, etag: str = "") -> httpx.Response:
    """The response to a call that lists the files of the folder, once the portal has all of them."""
    files = [{"path": path, "sha256": sha256} for path, sha256 in folder.manifest.items()]
    body = {"files": files, "folder": folder.name}
    try:
        return session.portal.call(*call, body, etag=etag)
    except CallRefused as refused:
        if refused.code != _MISSING:
            raise
        _send_files(session, folder, refused.context)
    return session.portal.call(*call, body, etag=etag)


def _send_files(session: Session, folder: LocalFolder, context: Mapping[str, object]) -> None:
    missing_digests = context.get("missing")
    missing = set(missing_digests) if isinstance(missing_digests, list) else set()
    paths = {sha256: path for path, sha256 in folder.manifest.items() if sha256 in missing}
    print_note(translated(N_("Sending {n} files that the portal doesn't have yet."), n=len(paths)))
    for path in paths.values():
        upload(session, path.rpartition("/")[2], folder.files[path])

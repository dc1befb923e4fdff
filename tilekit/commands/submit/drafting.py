"""The draft of a listing becomes what the folder holds."""

from collections.abc import Mapping

import httpx
import msgspec
from msgspec import Struct

from tilekit.commands.submit.bodies import Finding, Folder, Listing
from tilekit.commands.submit.errors import CallRefused
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.jobs import finished
from tilekit.commands.submit.sending import upload
from tilekit.commands.submit.session import Session
from tilekit.commands.words import said
from tilekit.core.messages import N_

_MISSING = "files-missing"


class Trial(Struct, frozen=True):
    """What a dry run found. digest is that of the draft afterwards; missing are required fields that are empty."""

    digest: str
    findings: list[Finding] = []
    missing: list[str] = []


class Stored(Struct, frozen=True, kw_only=True):
    """The folder that the portal holds, with its listing and the version of the draft."""

    listing: Listing
    folder: Folder
    etag: str

    def holds(self, local: LocalFolder) -> bool:
        """Whether the local folder would change nothing: the same files, or other IDs only."""
        is_same = {each.path: each.sha256 for each in self.folder.files} == local.manifest
        return is_same or self.folder.digest == local.digest_of(self.listing)

    def digests_of(self, local: LocalFolder) -> set[str]:
        """The digests by which the portal may know the local folder: versions of tilekit may compute it differently."""
        return {local.digest, local.digest_of(self.listing), *([self.folder.digest] if self.holds(local) else [])}


def stored_folder(session: Session, listing: Listing) -> Stored:
    """What the draft holds now, or the newest revision. Raises CallRefused, PortalAway."""
    answer = session.portal.call("GET", f"/listings/{listing.id}/folder")
    folder, etag = session.portal.read(answer, Folder), answer.headers.get("etag", "")
    return Stored(listing=listing, folder=folder, etag=etag)


def tried(session: Session, listing: Listing, folder: LocalFolder) -> Trial:
    """What the checks find in the folder; the draft stays as it is. Raises JobRefused, CallRefused, PortalAway."""
    session.note(said(N_("Checking in the portal what would be submitted.")))
    job = finished(session, _sent(session, ("POST", f"/listings/{listing.id}/dry-runs"), folder))
    return msgspec.convert(job.result or {}, Trial)


def replace(session: Session, listing: Listing, folder: LocalFolder, *, etag: str) -> None:
    """Send what the portal lacks and make the draft what the folder holds, if it still has that etag.

    Raises as `tried`.
    """
    session.note(said(N_("Updating the draft of {name}."), name=listing.name))
    finished(session, _sent(session, ("PUT", f"/listings/{listing.id}/folder"), folder, etag=etag))


def _sent(session: Session, call: tuple[str, str], folder: LocalFolder, *, etag: str = "") -> httpx.Response:
    """The answer to a call that names the files of the folder, once the portal has them all."""
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
    wanted = context.get("missing")
    missing = set(wanted) if isinstance(wanted, list) else set()
    paths = {sha256: path for path, sha256 in folder.manifest.items() if sha256 in missing}
    session.note(said(N_("Sending {n} files that the portal doesn't have yet."), n=len(paths)))
    for path in paths.values():
        upload(session, path.rpartition("/")[2], folder.files[path])

"""Decides who may see a listing's files. Higher apps register functions that give access."""

from collections.abc import Callable
from uuid import UUID

from common.actor import Actor
from files.models import Blob
from files.queries import used_blob

FileAccess = Callable[[Actor, UUID, str], bool]
_accesses: dict[str, FileAccess] = {}


def may_see_files(name: str) -> Callable[[FileAccess], FileAccess]:
    """Register a function (actor, listing ID, digest) -> bool. An actor may see a file if any function returns True."""

    def register(access: FileAccess) -> FileAccess:
        if name in _accesses:
            text = f"the file access {name!r} is registered twice"
            raise ValueError(text)
        _accesses[name] = access
        return access

    return register


def visible_blob(actor: Actor, listing_id: UUID, sha256: str) -> Blob | None:
    """The blob with this digest; None if the listing does not use it or the actor may not see it."""
    blob = used_blob(listing_id, sha256)
    if blob is None or not any(access(actor, listing_id, sha256) for access in _accesses.values()):
        return None
    return blob

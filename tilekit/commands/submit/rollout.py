"""`tilekit validate --portal`: the portal's rollout and waivers, fetched, or from the last copy while it is away."""

import contextlib
import hashlib
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct, field

from tilekit.checks.version import catalogue_version
from tilekit.commands.cache import users_cache
from tilekit.commands.guard import UsageError
from tilekit.commands.submit.address import portal_address
from tilekit.commands.submit.attempts import Attempts
from tilekit.commands.submit.credentials import Credentials, credentials_if_set
from tilekit.commands.submit.errors import PortalAway
from tilekit.commands.submit.finding_listings import listings_with
from tilekit.commands.submit.folder import identifier_of
from tilekit.commands.submit.overlay import Checks, Overlay, Waiver
from tilekit.commands.submit.portal import Portal
from tilekit.commands.submit.waiting import Clock
from tilekit.commands.wish import Wish
from tilekit.commands.words import said
from tilekit.core.messages import N_

# A check of a folder should not hang on a portal that is away: there is the last copy.
_PATIENCE_SECONDS = 15.0


class Copy(Struct):
    """What the portal said last; waivers by the identifier of a listing. at is RFC 3339."""

    at: str
    checks: Checks
    waivers: dict[str, list[Waiver]] = field(default_factory=dict)


def overlay_of(named: str, paths: Iterable[str], wish: Wish) -> Overlay:
    """What counts in the portal of what the call's checks find in these listings.

    Raises PortalAway without an answer and without a copy, UsageError if none of the checks counts there.
    """
    base, who = portal_address(named), credentials_if_set()
    file = _file(base, who)
    portal = Portal(base, who, attempts=Attempts(patience=_PATIENCE_SECONDS, clock=Clock()))
    copy = _copy(portal, file)
    identifiers = {path: identifier_of(path) for path in paths} if who else {}
    for identifier in sorted({each for each in identifiers.values() if each}):
        _renew_waivers(portal, copy, identifier)
    _write(file, copy)
    now = datetime.now(tz=UTC)
    waived = {
        path: frozenset(each.fingerprint for each in copy.waivers.get(identifier, ()) if each.holds(now))
        for path, identifier in identifiers.items()
    }
    overlay = Overlay(checks=copy.checks, waived=waived)
    _require_any(wish, overlay)
    _tell(base, overlay)
    return overlay


def _copy(portal: Portal, file: Path | None) -> Copy:
    """The current checks with the waivers that are known, or the whole last copy."""
    last = _read(file)
    try:
        checks = portal.public("/checks", Checks)
    except PortalAway as error:
        if last is None:
            raise
        text = N_("{reason} Using its list of checks from {date}.")
        _say(said(text, reason=error, date=last.at[:10]))
        return last
    at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    return Copy(at=at, checks=checks, waivers=last.waivers if last else {})


def _renew_waivers(portal: Portal, copy: Copy, identifier: str) -> None:
    """Waivers that cannot be read now stay as they were last known."""
    try:
        listings = listings_with(portal, identifier)
        copy.waivers[identifier] = [
            each for listing in listings for each in portal.get(f"/listings/{listing.id}/waivers", list[Waiver])
        ]
    except UsageError as error:
        _say(said(N_("The waivers of {identifier} could not be read: {reason}"), identifier=identifier, reason=error))


def _require_any(wish: Wish, overlay: Overlay) -> None:
    if not overlay.modes.keys() - wish.left_out():
        raise UsageError(said(N_("The portal runs none of the selected checks. Look at --select and --ignore.")))


def _tell(base: str, overlay: Overlay) -> None:
    version, ours = overlay.checks.catalogue_version, catalogue_version()
    _say(said(N_("Using the checks of {portal}, version {version}."), portal=base, version=version))
    if version != ours:
        text = N_("This tilekit has checks version {version}. What the portal finds may differ: install its version.")
        _say(said(text, version=ours))


def _say(text: str) -> None:
    print(f"tilekit: {text}", file=sys.stderr)


def _file(base: str, who: Credentials | None) -> Path | None:
    folder = users_cache().folder
    tenant = who.tenant if who else ""
    name = hashlib.sha256(f"{base}\0{tenant}".encode()).hexdigest()
    return folder / "portals" / f"{name}.json" if folder else None


def _read(file: Path | None) -> Copy | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Copy) if file else None
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def _write(file: Path | None, copy: Copy) -> None:
    if file is None:
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(copy))
        part.replace(file)

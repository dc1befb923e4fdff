"""`tilekit validate --portal`: the portal's check settings and waivers, or the last copy if the portal is down."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct, field

from tilekit.checks.version import catalogue_version
from tilekit.commands.cache import read_cached, user_cache, write_cached
from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.address import portal_address
from tilekit.commands.submit.attempts import Attempts
from tilekit.commands.submit.credentials import Credentials, credentials_if_set
from tilekit.commands.submit.errors import PortalUnavailable
from tilekit.commands.submit.folder import identifier_of
from tilekit.commands.submit.listing_lookup import listings_with
from tilekit.commands.submit.overlay import ChecksReply, PortalOverlay, WaiverReply
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.timing import Clock
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

# Checking a folder should not wait long for an unavailable portal, because there is a cached copy.
_ROLLOUT_PATIENCE_SECONDS = 15.0


class RolloutCopy(Struct):
    """The last data from the portal; waivers by the identifier of a listing. at is in RFC 3339 format."""

    at: str
    checks: ChecksReply
    waivers: dict[str, list[WaiverReply]] = field(default_factory=dict)


def portal_overlay(named: str, paths: Iterable[str], selection: CheckSelection) -> PortalOverlay:
    """The portal's settings for the findings of these listings.

    Raises PortalUnavailable without a response or a copy, UsageError if none of the selected checks counts there.
    """
    base, credentials = portal_address(named), credentials_if_set()
    file = _file_of_copy(base, credentials)
    portal = PortalClient(base, credentials, attempts=Attempts(patience=_ROLLOUT_PATIENCE_SECONDS, clock=Clock()))
    copy = _copy(portal, file)
    identifiers = {path: identifier_of(path) for path in paths} if credentials else {}
    for identifier in sorted({waiver for waiver in identifiers.values() if waiver}):
        _renew_waivers(portal, copy, identifier)
    if file is not None:
        write_cached(file, copy)
    now = datetime.now(tz=UTC)
    waived = {
        path: frozenset(waiver.fingerprint for waiver in copy.waivers.get(identifier, ()) if waiver.holds(now))
        for path, identifier in identifiers.items()
    }
    overlay = PortalOverlay(checks=copy.checks, waived=waived)
    _require_any(selection, overlay)
    _print_version(base, overlay)
    return overlay


def _copy(portal: PortalClient, file: Path | None) -> RolloutCopy:
    """The current checks with the known waivers, or the whole last copy."""
    last = read_cached(file, RolloutCopy)
    try:
        checks = portal.get_public("/checks", ChecksReply)
    except PortalUnavailable as error:
        if last is None:
            raise
        text = N_("{reason} Using the portal's list of checks from {date}.")
        print_note(translated(text, reason=error, date=last.at[:10]))
        return last
    at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    return RolloutCopy(at=at, checks=checks, waivers=last.waivers if last else {})


def _renew_waivers(portal: PortalClient, copy: RolloutCopy, identifier: str) -> None:
    """Update the waivers of a listing in the copy. Waivers that can't be read now stay as they were."""
    try:
        listings = listings_with(portal, identifier)
        copy.waivers[identifier] = [
            waiver
            for listing in listings
            for waiver in portal.get(f"/listings/{listing.id}/waivers", list[WaiverReply])
        ]
    except UsageError as error:
        print_note(
            translated(
                N_("The waivers for {identifier} could not be read: {reason}"), identifier=identifier, reason=error
            )
        )


def _require_any(selection: CheckSelection, overlay: PortalOverlay) -> None:
    if not overlay.modes.keys() - selection.left_out():
        raise UsageError.of(N_("The portal runs none of the selected checks. Check --select and --ignore."))


def _print_version(base: str, overlay: PortalOverlay) -> None:
    version, ours = overlay.checks.catalogue_version, catalogue_version()
    print_note(translated(N_("Using the checks from {portal}, version {version}."), portal=base, version=version))
    if version != ours:
        text = N_(
            "This installation of tilekit has version {version} of the checks, so the portal's findings might differ. "
            "Install the portal's version."
        )
        print_note(translated(text, version=ours))


def _file_of_copy(base: str, credentials: Credentials | None) -> Path | None:
    folder = user_cache().folder
    tenant = credentials.tenant if credentials else ""
    name = hashlib.sha256(f"{base}\0{tenant}".encode()).hexdigest()
    return folder / "portals" / f"{name}.json" if folder else None

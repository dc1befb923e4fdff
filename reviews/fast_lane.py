"""The fast lane: which updates could be approved automatically. It only records this; people decide everything.

An update qualifies if all its changes are allowed for their fields, and nothing excludes it.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from django.utils.crypto import salted_hmac
from msgspec import Struct

from listings.content.changes import AccessGains, ContentChange, is_made_by_portal
from page_parts.total_maps import total_map
from reviews.models import LaneExclusion
from reviews.spelling import is_spelling, keeps_protected
from reviews.teams import plain_path
from tilekit.core.field import Json
from tilekit.sections.differences import ChangeKind, Difference

_SALT = "reviews.fast_lane.sample"
_PICTURE_CELLS = frozenset({"key", "media_type", "image", "caption", "alternative_text"})
_VERSION_CELLS = frozenset({"key", "version", "date", "added", "changed", "fixed"})


class AllowedChange(StrEnum):
    """The kind of change that a field may have."""

    SPELLING = "spelling"
    CAPTION = "caption"
    PICTURE = "picture"
    PICTURE_ROW = "picture_row"
    CONTACT = "contact"
    NEW_VERSION = "new_version"
    RELEASE_WISH = "release_wish"


FAST_LANE: Mapping[str, AllowedChange] = {
    "overview.short_description": AllowedChange.SPELLING,
    "overview.overview_md": AllowedChange.SPELLING,
    "overview.media": AllowedChange.PICTURE_ROW,
    "overview.media.image": AllowedChange.PICTURE,
    "overview.media.caption": AllowedChange.CAPTION,
    "overview.media.alternative_text": AllowedChange.CAPTION,
    "overview.sales_email": AllowedChange.CONTACT,
    "setup.post_purchase_md": AllowedChange.SPELLING,
    "setup.setup_md": AllowedChange.SPELLING,
    "setup.validation_md": AllowedChange.SPELLING,
    "setup.troubleshooting_md": AllowedChange.SPELLING,
    "setup.uninstall_md": AllowedChange.SPELLING,
    "support.support_email": AllowedChange.CONTACT,
    "support.support_url": AllowedChange.CONTACT,
    "support.maintainer_email": AllowedChange.CONTACT,
    "support.support_md": AllowedChange.SPELLING,
    # Every update adds a version to the release notes.
    "release_notes.entries": AllowedChange.NEW_VERSION,
    "submission.requested_release": AllowedChange.RELEASE_WISH,
    "submission.requested_release_on": AllowedChange.RELEASE_WISH,
}


class LaneFacts(Struct, frozen=True, kw_only=True):
    """What the verdict depends on. content is the change since the live version; None for a first submission."""

    content: ContentChange | None
    has_blocker: bool
    has_open_thread: bool


class LaneVerdict(Struct, frozen=True, kw_only=True):
    """Whether an update qualifies: exclusion is None if it does. places are the paths that exclude it."""

    exclusion: LaneExclusion | None
    places: Sequence[str] = ()


def lane_verdict(facts: LaneFacts) -> LaneVerdict:
    """The first reason that excludes the update from the fast lane."""
    if facts.content is None:
        return LaneVerdict(exclusion=LaneExclusion.FIRST_SUBMISSION)
    changes = [change for change in facts.content.differences if not is_made_by_portal(change)]
    gains = AccessGains(facts.content)
    listed = [change for change in changes if _allowed_change(change)]
    reasons: Mapping[LaneExclusion, Sequence[str] | bool] = {
        LaneExclusion.NEW_ACCESS: [change.path for change in facts.content.differences if gains.of(change)],
        LaneExclusion.BLOCKER: facts.has_blocker,
        LaneExclusion.THREAD: facts.has_open_thread,
        LaneExclusion.FILE: [change.path for change in changes if not change.section],
        LaneExclusion.FIELD: [change.path for change in changes if change.section and not _allowed_change(change)],
        LaneExclusion.WORDING: [change.path for change in listed if not _is_allowed(change)],
    }
    for exclusion, places in reasons.items():
        if places:
            return LaneVerdict(exclusion=exclusion, places=() if places is True else places or ())
    return LaneVerdict(exclusion=None)


def is_drawn(listing_id: UUID, revision_number: int, *, percent: int) -> bool:
    """Whether people review the revision although it qualifies. No change of its content can draw again."""
    digest = salted_hmac(_SALT, f"{listing_id}:{revision_number}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) * 100 < percent << 64


def _allowed_change(change: Difference) -> AllowedChange | None:
    return FAST_LANE.get(plain_path(change.path))


def _is_allowed(change: Difference) -> bool:
    allowed = _allowed_change(change)
    return allowed is not None and _TESTS[allowed](change)


def _is_correction(change: Difference) -> bool:
    return is_spelling(_text(change.old), _text(change.new))


def _is_caption(change: Difference) -> bool:
    return keeps_protected(_text(change.old), _text(change.new))


def _is_picture_row(change: Difference) -> bool:
    """Whether a picture was moved, removed or added. A video doesn't count, nor does a caption with an address."""
    rows = [value for value in (change.old, change.new) if isinstance(value, dict)]
    return change.kind is ChangeKind.MOVED or (bool(rows) and all(map(_is_picture, rows)))


def _is_picture(row: Mapping[str, Json]) -> bool:
    is_plain = _filled(row) <= _PICTURE_CELLS and row.get("media_type", "image") == "image"
    return is_plain and all(keeps_protected("", _text(row.get(name))) for name in ("caption", "alternative_text"))


def _is_new_version(change: Difference) -> bool:
    """Whether a version was added whose lines contain no address and no code."""
    row = change.new
    if change.kind is not ChangeKind.ADDED or not isinstance(row, dict) or not _filled(row) <= _VERSION_CELLS:
        return False
    lines = [_text(row.get(name)) for name in ("added", "changed", "fixed")]
    return keeps_protected("", "\n".join(lines))


def _filled(row: Mapping[str, Json]) -> set[str]:
    return {name for name, value in row.items() if value not in (None, "", [], False)}


def _text(value: Json) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _always(_change: Difference) -> bool:
    return True


_TESTS: Mapping[AllowedChange, Callable[[Difference], bool]] = total_map(
    AllowedChange,
    {
        AllowedChange.SPELLING: _is_correction,
        AllowedChange.CAPTION: _is_caption,
        AllowedChange.PICTURE: _always,
        AllowedChange.PICTURE_ROW: _is_picture_row,
        AllowedChange.CONTACT: _always,
        AllowedChange.NEW_VERSION: _is_new_version,
        AllowedChange.RELEASE_WISH: _always,
    },
)

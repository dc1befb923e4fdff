"""The fast lane: which changes of an update could be approved by rule. It only records this; people decide everything.

An update qualifies if all its changes are of listed fields and follow their rules, and nothing excludes it.
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


class LaneRule(StrEnum):
    """The kind of change that a field may have."""

    SPELLING = "spelling"
    CAPTION = "caption"
    PICTURE = "picture"
    PICTURE_ROW = "picture_row"
    CONTACT = "contact"
    NEW_VERSION = "new_version"
    RELEASE_WISH = "release_wish"


FAST_LANE: Mapping[str, LaneRule] = {
    "overview.short_description": LaneRule.SPELLING,
    "overview.overview_md": LaneRule.SPELLING,
    "overview.media": LaneRule.PICTURE_ROW,
    "overview.media.image": LaneRule.PICTURE,
    "overview.media.caption": LaneRule.CAPTION,
    "overview.media.alternative_text": LaneRule.CAPTION,
    "overview.sales_email": LaneRule.CONTACT,
    "setup.post_purchase_md": LaneRule.SPELLING,
    "setup.setup_md": LaneRule.SPELLING,
    "setup.validation_md": LaneRule.SPELLING,
    "setup.troubleshooting_md": LaneRule.SPELLING,
    "setup.uninstall_md": LaneRule.SPELLING,
    "support.support_email": LaneRule.CONTACT,
    "support.support_url": LaneRule.CONTACT,
    "support.maintainer_email": LaneRule.CONTACT,
    "support.support_md": LaneRule.SPELLING,
    # Every update adds a version to the release notes.
    "release_notes.entries": LaneRule.NEW_VERSION,
    "submission.requested_release": LaneRule.RELEASE_WISH,
    "submission.requested_release_on": LaneRule.RELEASE_WISH,
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
    listed = [change for change in changes if _rule_of(change)]
    reasons: Mapping[LaneExclusion, Sequence[str] | bool] = {
        LaneExclusion.NEW_ACCESS: [change.path for change in facts.content.differences if gains.of(change)],
        LaneExclusion.BLOCKER: facts.has_blocker,
        LaneExclusion.THREAD: facts.has_open_thread,
        LaneExclusion.FILE: [change.path for change in changes if not change.section],
        LaneExclusion.FIELD: [change.path for change in changes if change.section and not _rule_of(change)],
        LaneExclusion.WORDING: [change.path for change in listed if not _follows_rule(change)],
    }
    for exclusion, places in reasons.items():
        if places:
            return LaneVerdict(exclusion=exclusion, places=() if places is True else places or ())
    return LaneVerdict(exclusion=None)


def is_drawn(listing_id: UUID, revision_number: int, *, percent: int) -> bool:
    """Whether people review the revision although it qualifies. No change of its content can draw again."""
    digest = salted_hmac(_SALT, f"{listing_id}:{revision_number}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) * 100 < percent << 64


def _rule_of(change: Difference) -> LaneRule | None:
    return FAST_LANE.get(plain_path(change.path))


def _follows_rule(change: Difference) -> bool:
    rule = _rule_of(change)
    return rule is not None and _RULES[rule](change)


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


_RULES: Mapping[LaneRule, Callable[[Difference], bool]] = total_map(
    LaneRule,
    {
        LaneRule.SPELLING: _is_correction,
        LaneRule.CAPTION: _is_caption,
        LaneRule.PICTURE: _always,
        LaneRule.PICTURE_ROW: _is_picture_row,
        LaneRule.CONTACT: _always,
        LaneRule.NEW_VERSION: _is_new_version,
        LaneRule.RELEASE_WISH: _always,
    },
)

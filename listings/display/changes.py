"""Prepares changes of a listing for pages: as words, lines, old and new files, or moved rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from common.diffs import Part, without_unchanged, word_changes
from common.line_diffs import FileDiff, file_changes
from common.sizes import file_size
from files.differences import NOTHING_NEW, Differ
from listings.content.bundles import values_by_section
from listings.content.changes import AccessGains, ContentChange
from listings.display.access_gains import ShownGain, hosts_in_file, shown_gains
from listings.display.asset_comparisons import compared_files, kind_at
from listings.display.files import ShownFile, facts_text, shown_file
from listings.display.place_names import place_name
from listings.display.values import display_text
from page_parts.drawings.comparisons import AssetComparison
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.differences import ChangeKind, Difference


class ShownChange(Struct, frozen=True, kw_only=True):
    """A change as pages show it: parts for a text, diff for JSON and text files, old and new for uploaded files.

    comparison shows both versions of an asset, if the presenter compares assets and they look different. gains lists
    the scopes, hosts and types of data that are new in the listing.
    """

    difference: Difference
    place: str
    href: str
    parts: Sequence[Part] = ()
    diff: FileDiff | None = None
    old: ShownFile | None = None
    new: ShownFile | None = None
    note: str = ""
    comparison: AssetComparison | None = None
    gains: Sequence[ShownGain] = ()


class ChangePresenter:
    """Prepares changes of a listing for pages. One query for the files of all changes.

    url_of returns the URL of a change's place, or "". unsaved contains files that are not stored yet. compares_assets:
    whether changes of assets are also shown as drawings and sentences.
    """

    def __init__(
        self,
        listing_id: UUID,
        contents: Iterable[ContentChange],
        *,
        url_of: Callable[[Difference], str],
        unsaved: Mapping[str, bytes] = NOTHING_NEW,
        compares_assets: bool = False,
    ) -> None:
        self._listing_id, self._url_of, self._compares_assets = listing_id, url_of, compares_assets
        self._differ = Differ({sha256 for content in contents for sha256 in content.digests}, unsaved)

    def present(self, content: ContentChange) -> list[ShownChange]:
        """The changes in content, as pages show them. The presenter must have been created with this content."""
        before, after = values_by_section(content.before), values_by_section(content.after)
        gains = AccessGains(content)
        return [
            replace(
                self._shown_change(
                    difference,
                    place_name(difference.path, documents=before if difference.kind is ChangeKind.REMOVED else after),
                ),
                gains=shown_gains(gains.of(difference, hosts_in_file(difference, self._differ))),
            )
            for difference in content.differences
        ]

    def _shown_change(self, change: Difference, place: str) -> ShownChange:
        shown = ShownChange(
            difference=change, place=place if change.section else change.path, href=self._url_of(change)
        )
        if change.kind is ChangeKind.MOVED:
            note = _("from position {old} to {new}").format(old=_position(change.old), new=_position(change.new))
            return replace(shown, note=note)
        old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
        if old or new:
            digests = [side.sha256 if side else "" for side in (old, new)]
            return replace(
                shown,
                old=self._file(change.path, old),
                new=self._file(change.path, new),
                diff=self._differ.compared(*digests),
                comparison=self._comparison(change.path, digests),
            )
        before, after = display_text(change.path, change.old), display_text(change.path, change.new)
        if change.section == ApiEntities.key:
            return replace(shown, diff=file_changes(before, after))
        return replace(shown, parts=without_unchanged(word_changes(before, after)))

    def _comparison(self, path: str, digests: Sequence[str]) -> AssetComparison | None:
        """Both versions of a dashboard, a monitor, a detection rule or a saved view; None for other files."""
        kind = kind_at(path) if self._compares_assets and all(digests) else ""
        return compared_files(kind, *map(self._differ.bytes_of, digests)) if kind else None

    def _file(self, path: str, reference: FileRef | None) -> ShownFile | None:
        if reference is None:
            return None
        blob = self._differ.blobs.get(reference.sha256)
        if blob and reference.sha256 in self._differ.unsaved:
            return ShownFile(name=reference.name, size=file_size(blob.size), facts=facts_text(blob.facts))
        return shown_file(self._listing_id, reference, blob, path=path)


def _position(stored: Json) -> int:
    return stored + 1 if isinstance(stored, int) else 0

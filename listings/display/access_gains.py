"""What a change adds to the scopes, hosts and types of data of a listing, for pages."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from files.differences import Differ
from listings.content.changes import AccessGains, ContentChange
from page_parts.total_maps import total_map
from tilekit.core.fileref import FileRef
from tilekit.sections.access_gains import Access, AccessKind, hosts_in
from tilekit.sections.differences import Difference

_LABELS: Mapping[AccessKind, LazyText] = total_map(
    AccessKind,
    {
        AccessKind.SCOPE: _("New OAuth scope"),
        AccessKind.HOST: _("New host"),
        AccessKind.SUBMITTED_DATA: _("New submitted data"),
        AccessKind.QUERIED_DATA: _("New queried data"),
    },
)


class ShownGain(Struct, frozen=True, kw_only=True):
    """A scope, host or type of data that the listing did not have before."""

    label: LazyText
    name: str


def shown_gains(gains: Sequence[Access]) -> list[ShownGain]:
    return [ShownGain(label=_LABELS[gain.kind], name=gain.name) for gain in gains]


def gains_of(content: ContentChange) -> list[ShownGain]:
    """Everything that the changed documents and files add. A query, and each changed text file is read."""
    gains, differ = AccessGains(content), Differ(content.digests)
    changes = content.differences
    return shown_gains([gain for change in changes for gain in gains.of(change, hosts_in_file(change, differ))])


def hosts_in_file(change: Difference, differ: Differ) -> list[Access]:
    """The hosts in the new version of a text file that its old version doesn't contain."""
    sides = [FileRef.from_json(value) for value in (change.old, change.new)]
    digests = [side.sha256 if side else "" for side in sides]
    if not digests[1] or digests[0] == digests[1]:
        return []
    old, new = (set(hosts_in(differ.text_of(sha256))) for sha256 in digests)
    return [Access(kind=AccessKind.HOST, name=host) for host in sorted(new - old)]

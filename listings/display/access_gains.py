"""What a change adds to the scopes, hosts and types of data of a listing, for pages."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from listings.content.changes import AccessGains, ContentChange
from page_parts.total_maps import total_map
from tilekit.sections.access_gains import Access, AccessKind

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
    """Everything that the changed documents add."""
    gains = AccessGains(content)
    return shown_gains([gain for change in content.differences for gain in gains.of(change)])

"""The facts that checks may need in addition to the listing. The caller that runs the checks provides them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from tilekit.bundle import Bundle
from tilekit.checks.finding import Scope
from tilekit.core.messages import N_, Message
from tilekit.media.video import VideoFacts
from tilekit.parse.package_list import Packages
from tilekit.sections.initial_values import Vendor

# Pages behind a sign-in, and servers that refuse or slow down bots: people can still open them.
_HARMLESS_STATUSES = frozenset(("401", "403", "429"))


class Need(StrEnum):
    """A part of the context that a check needs. Without it, the check is skipped and listed as skipped."""

    PUBLISHED = "published"
    TAKEN = "taken"
    NETWORK = "network"
    TODAY = "today"
    UPLOADED = "uploaded"
    SHIPPED = "shipped"
    CLIENTS = "clients"
    SIGN_IN = "sign-in"
    VIDEOS = "videos"
    VENDORS = "vendors"


ANOTHER_LISTING = Message(N_("another listing"))
"""The owner of an identity whose name is not public."""


class TakenIdentities(Struct, frozen=True, kw_only=True):
    """Identities of other listings: {kind: {value: owner's name}}. The kinds are those of the Identity table:

    integration_id, app_uuid, source_type_name, metric_prefix, short_name, rule_id and title. Titles are keyed by
    `title_key`, short names by `short_name_key`.
    """

    values: Mapping[str, Mapping[str, str | Message]] = field(default_factory=dict)

    def owner(self, kind: str, value: str) -> str | Message | None:
        return self.values.get(kind, {}).get(value)


class SignIn(Struct, frozen=True, kw_only=True):
    """The result of a test sign-in with an OAuth client: whether it used PKCE, and the scopes that its calls needed."""

    used_pkce: bool
    scopes: frozenset[str] = frozenset()


class Context(Struct, frozen=True, kw_only=True):
    """Facts from outside the listing; each is None if unknown.

    network maps an address to its problem ("" for none). uploaded maps the version of an earlier uploaded wheel to its
    sha256. shipped maps the normalised name of a package that the Agent includes to its versions (several if they
    differ by system or Python). clients are the IDs of the organisation's own OAuth clients. sign_in is the last test
    of the listing's client. videos maps the sha256 of an uploaded video to its facts, because no folder contains
    videos. vendors are those as which the organisation may publish, its own first.
    """

    scope: Scope = Scope.CONTENT
    published: Bundle | None = None
    is_first: bool | None = None
    taken: TakenIdentities | None = None
    network: Mapping[str, str] | None = None
    today: date | None = None
    uploaded: Mapping[str, str] | None = None
    shipped: Packages | None = None
    clients: frozenset[str] | None = None
    sign_in: SignIn | None = None
    videos: Mapping[str, VideoFacts] | None = None
    vendors: tuple[Vendor, ...] | None = None

    def lacks(self, need: Need) -> bool:
        """Whether a check with this need can't run. A first submission needs no published version."""
        if need is Need.PUBLISHED:
            return self.published is None and self.is_first is not True
        return getattr(self, need.value.replace("-", "_")) is None

    def link_problem(self, url: str) -> str:
        """The reason why an address can't be reached: an HTTP status or a text ID.

        "" if it can, or if it was not probed.
        """
        status = (self.network or {}).get(url, "")
        return "" if status in _HARMLESS_STATUSES else status


def is_new(bundle: Bundle, context: Context) -> bool:
    """Whether the listing was never published, so that its names can still change.

    The portal assigns the numeric source ID, so a folder with one is of a published listing, unless this is known to be
    the first submission.
    """
    return context.published is None and (context.is_first is True or bundle.basics.source_type_id is None)


def title_key(title: str) -> str:
    """The title in lower case, without spaces and punctuation. Titles with equal keys count as the same."""
    return "".join(filter(str.isalnum, title.casefold()))


def short_name_key(app_id: str, short_name: str) -> str:
    """An asset's short name with the integration's ID as a prefix, which makes it unique across listings."""
    return f"{app_id}:{short_name}"

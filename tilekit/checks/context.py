"""What a check may need beyond the listing itself; a plain value, filled by who runs the checks."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from tilekit.bundle import Bundle
from tilekit.checks.finding import Scope
from tilekit.media.video import VideoFacts
from tilekit.parse.package_list import Packages


class Need(StrEnum):
    """A check that needs what the context lacks is skipped, and listed as skipped."""

    PUBLISHED = "published"
    TAKEN = "taken"
    NETWORK = "network"
    TODAY = "today"
    UPLOADED = "uploaded"
    SHIPPED = "shipped"
    CLIENTS = "clients"
    SIGN_IN = "sign-in"
    VIDEOS = "videos"


class Taken(Struct, frozen=True, kw_only=True):
    """Identities of other listings: {kind: {value: owner's name}}; kinds as in the Identity table.

    Kinds: integration_id, app_uuid, source_type_name, metric_prefix, short_name, rule_id, title. A title is keyed
    by `title_key`, a short name as `short_name_key` makes it.
    """

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def owner(self, kind: str, value: str) -> str | None:
        return self.values.get(kind, {}).get(value)


class SignIn(Struct, frozen=True, kw_only=True):
    """What a test sign-in of an OAuth client did: whether it used PKCE, and the scopes that its calls needed."""

    used_pkce: bool
    scopes: frozenset[str] = frozenset()


class Context(Struct, frozen=True, kw_only=True):
    """None where the fact is not known.

    network maps an address to what was wrong with it ("" for fine), uploaded the version of a wheel that was handed
    in before to its sha256, shipped the normal name of a package that the Agent brings to its versions (several where
    they differ by system or Python). clients are the ids of the
    organisation's own OAuth clients, sign_in is the last test of the listing's client. videos holds the facts of
    uploaded videos by sha256: no folder carries them.
    """

    scope: Scope = Scope.CONTENT
    published: Bundle | None = None
    is_first: bool | None = None
    taken: Taken | None = None
    network: Mapping[str, str] | None = None
    today: date | None = None
    uploaded: Mapping[str, str] | None = None
    shipped: Packages | None = None
    clients: frozenset[str] | None = None
    sign_in: SignIn | None = None
    videos: Mapping[str, VideoFacts] | None = None

    def lacks(self, need: Need) -> bool:
        """True where a check with this need cannot be answered. A first submission has nothing published."""
        if need is Need.PUBLISHED:
            return self.published is None and self.is_first is not True
        return getattr(self, need.value.replace("-", "_")) is None


def title_key(title: str) -> str:
    """A title without case, spaces and punctuation: equal keys, same title."""
    return "".join(sign for sign in title.casefold() if sign.isalnum())


def short_name_key(app_id: str, short_name: str) -> str:
    """An asset's short name as it is known across listings: the integration's ID stands before it."""
    return f"{app_id}:{short_name}"

"""The registry of what people can be told; rooms fill it when the portal starts (`notice_kind` in their hooks)."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from msgspec import Struct

from common.actor import Actor
from common.navigation import EVERYBODY, Audience, audiences_of
from notices.models import Channel

Parameters = Mapping[str, str | int]
# More values for the text, asked for at delivery; "url" replaces the link. None: no longer true, say nothing.
Complete = Callable[[Parameters], Mapping[str, object] | None]
BOTH = frozenset(Channel)


class NoticeKind(Struct, frozen=True, kw_only=True):
    """subject and body are translatable and name parameters in braces; `{actor}` is who did it.

    label and group are for the page of choices. channels are on unless somebody chose otherwise; a mandatory kind
    cannot be switched off. audience: whose page of choices it stands on. event: what webhooks are sent with it.
    """

    name: str
    label: str | Promise
    group: str | Promise
    subject: str | Promise
    body: str | Promise
    channels: frozenset[Channel] = BOTH
    mandatory: bool = False
    audience: frozenset[Audience] = EVERYBODY
    complete: Complete | None = None
    event: str = ""


_kinds: dict[str, NoticeKind] = {}


def notice_kind(
    name: str,
    *,
    label: str | Promise,
    group: str | Promise,
    subject: str | Promise,
    body: str | Promise,
    channels: frozenset[Channel] = BOTH,
    mandatory: bool = False,
    audience: frozenset[Audience] = EVERYBODY,
    complete: Complete | None = None,
    event: str = "",
) -> NoticeKind:
    """Register a kind of notice and return it. A name that is taken raises ValueError.

    body says what changed, why, and who waits now; the link to the place follows it by itself. Parameters that end
    in `_at` are ISO times, shown in the reader's zone.
    """
    if name in _kinds:
        text = f"the notice kind {name!r} is taken"
        raise ValueError(text)
    _kinds[name] = NoticeKind(
        name=name,
        label=label,
        group=group,
        subject=subject,
        body=body,
        channels=channels,
        mandatory=mandatory,
        audience=audience,
        complete=complete,
        event=event,
    )
    return _kinds[name]


def kind_of(name: str) -> NoticeKind:
    """The registered kind. Raises KeyError for an unknown name: a fault of the program."""
    return _kinds[name]


def known_kind(name: str) -> NoticeKind | None:
    """The registered kind; None for a stored one that a later release no longer knows."""
    return _kinds.get(name)


def all_kinds() -> tuple[NoticeKind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def kinds_for(actor: Actor) -> tuple[NoticeKind, ...]:
    """The kinds that the actor may choose about."""
    audiences = audiences_of(actor)
    return tuple(kind for kind in all_kinds() if kind.audience & audiences)

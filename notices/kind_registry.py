"""Registry of kinds of notice. Apps register theirs in `notice_kinds.py` when the portal starts."""

from collections.abc import Callable, Collection, Mapping
from enum import Flag, auto

from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from common.navigation import EVERYBODY, Audience, audiences_of
from notices.models import Channel

Parameters = Mapping[str, str | int]
# Returns values to add to the text when the notice is shown or sent; the value "url" replaces the link. Returns None if
# the notice is outdated.
Complete = Callable[[Parameters], Mapping[str, object] | None]
IsSettled = Callable[[Parameters], bool]
Topics = Callable[[Parameters], Collection[str]]
BOTH_CHANNELS = frozenset(Channel)


class Purpose(Flag):
    """Why people get a notice: it asks them to act, or reports a decision. A notice without either is an update."""

    UPDATE = 0
    ACT = auto()
    DECISION = auto()


class NoticeKind(Struct, frozen=True, kw_only=True):
    """A kind of notice, with its texts, settings and webhook event.

    subject and body are translated and contain parameters in braces; `{actor}` is the name of the person who acted.
    label and group are for the settings page of the people in audience. channels are on by default; a mandatory kind
    can't be turned off. event is the webhook event that is sent with the notice. Presets of the settings page choose
    kinds by their purpose. is_settled returns whether what the notice asks for was done; then no e-mail is sent.
    topics returns keys of what the notice is about. Daily digests leave out a notice if later ones are about the same.
    """

    name: str
    label: LazyText
    group: LazyText
    subject: LazyText
    body: LazyText
    channels: frozenset[Channel] = BOTH_CHANNELS
    mandatory: bool = False
    audience: frozenset[Audience] = EVERYBODY
    complete: Complete | None = None
    event: str = ""
    purpose: Purpose = Purpose.UPDATE
    is_settled: IsSettled | None = None
    topics: Topics | None = None


_kinds: dict[str, NoticeKind] = {}


def notice_kind(
    name: str,
    *,
    label: LazyText,
    group: LazyText,
    subject: LazyText,
    body: LazyText,
    channels: frozenset[Channel] = BOTH_CHANNELS,
    mandatory: bool = False,
    audience: frozenset[Audience] = EVERYBODY,
    complete: Complete | None = None,
    event: str = "",
    purpose: Purpose = Purpose.UPDATE,
    is_settled: IsSettled | None = None,
    topics: Topics | None = None,
) -> NoticeKind:
    """Register a kind of notice and return it. Raises ValueError if the name is taken.

    body explains what changed and why, and who must act next; the link is added automatically. Parameters that end in
    `_at` or `_on` are ISO times and dates; they are formatted in the reader's language and time zone.
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
        purpose=purpose,
        is_settled=is_settled,
        topics=topics,
    )
    return _kinds[name]


def notice_kind_named(name: str) -> NoticeKind:
    """The registered kind. Raises KeyError for an unknown name, which is a bug."""
    return _kinds[name]


def notice_kind_or_none(name: str) -> NoticeKind | None:
    """The registered kind; None if a stored notice has a kind that no longer exists."""
    return _kinds.get(name)


def all_kinds() -> tuple[NoticeKind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def kinds_for(actor: Actor) -> tuple[NoticeKind, ...]:
    """The kinds on the actor's settings page."""
    audiences = audiences_of(actor)
    return tuple(kind for kind in all_kinds() if kind.audience & audiences)

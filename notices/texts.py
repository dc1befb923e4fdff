"""Renders the texts of notices from their kinds and parameters, in the active language."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from common.lazy_text import LazyText
from common.names import without_links
from notices.kind_registry import NoticeKind, Parameters, notice_kind_or_none
from notices.models import Notice
from page_parts.times import format_time

_RESERVED_PARAMETERS = frozenset({"actor"})
# Parameters whose values people choose as names. E-mails to strangers contain some of them.
NAMES = frozenset(
    (
        "actor",
        "application",
        "giver",
        "listing",
        "listings",
        "org",
        "organisation",
        "person",
        "receiver",
        "vendor",
        "webhook",
    )
)
_TIME_SUFFIXES = ("_at", "_on")  # suffixes of parameters with a time or a date


class NoticeText(Struct, frozen=True, kw_only=True):
    """The text of a notice. url is a path of the portal."""

    subject: str
    body: str
    url: str


class ShownNotice(Struct, frozen=True, kw_only=True):
    notice: Notice
    text: NoticeText


def mail_text(
    kind: NoticeKind | None, parameters: Parameters, *, url: str, names: Mapping[UUID, str]
) -> NoticeText | None:
    """The text of a notice in an e-mail, in which no name becomes a link; None as in `notice_text`, and if settled."""
    if kind and kind.is_settled and kind.is_settled(parameters):
        return None
    return _text(kind, parameters, url=url, names=names, shown_name=without_links)


def notice_text(
    kind: NoticeKind | None, parameters: Parameters, *, url: str, names: Mapping[UUID, str]
) -> NoticeText | None:
    """The text of a notice; None if it is outdated or its kind is unknown. names: {person ID: name}."""
    return _text(kind, parameters, url=url, names=names, shown_name=str)


def _text(
    kind: NoticeKind | None,
    parameters: Parameters,
    *,
    url: str,
    names: Mapping[UUID, str],
    shown_name: Callable[[str], str],
) -> NoticeText | None:
    if kind is None:
        return None
    # A text can contain a parameter that notices of earlier releases don't have.
    values: dict[str, object] = defaultdict(str)
    values |= {name: _formatted_value(name, value) for name, value in parameters.items()}
    values["actor"] = _name(parameters.get("actor"), names)
    if kind.complete:
        more = kind.complete(parameters)
        if more is None:
            return None
        values.update(more)
    values.update({name: shown_name(str(values[name])) for name in NAMES & values.keys()})
    return NoticeText(
        subject=" ".join(str(kind.subject).format_map(values).split()),
        body=str(kind.body).format_map(values),
        url=str(values.get("url", url)),
    )


def notices_with_texts(notices: Iterable[Notice]) -> list[ShownNotice]:
    """The notices with their texts, without outdated ones. One query for all names."""
    rows = list(notices)
    names = names_of(actor_id(row.parameters) for row in rows)
    pairs = (
        (row, notice_text(notice_kind_or_none(row.kind), row.parameters, url=row.url, names=names)) for row in rows
    )
    return [ShownNotice(notice=row, text=text) for row, text in pairs if text]


def actor_id(parameters: Parameters) -> UUID | None:
    """The ID of the person who acted; None if Slipway acted."""
    raw = parameters.get("actor")
    return UUID(str(raw)) if raw else None


def missing_parameters(kind: NoticeKind, parameters: Parameters) -> set[str]:
    """The placeholders in the kind's texts that have no parameter; always empty for a kind with `complete`."""
    if kind.complete:
        return set()
    return placeholders(kind.subject, kind.body) - parameters.keys() - _RESERVED_PARAMETERS


def placeholders(*texts: LazyText) -> set[str]:
    """The names of the placeholders in the texts."""
    return {name for text in texts for _text, name, _spec, _conv in Formatter().parse(str(text)) if name}


def _name(raw: str | int | None, names: Mapping[UUID, str]) -> str:
    if not raw:
        return _("Slipway")
    return names.get(UUID(str(raw))) or _("A former member")


def _formatted_value(name: str, value: str | int) -> str | int:
    if isinstance(value, str) and name.endswith(_TIME_SUFFIXES):
        return format_time(value) or value
    return value

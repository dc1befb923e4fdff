"""Values that are filled in from other fields until a person changes them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.formats import is_email
from tilekit.core.kind import CodeType, ListingKind, always, has_agent_check, is_integration, uses_oauth
from tilekit.core.messages import N_
from tilekit.core.section import Values
from tilekit.parse.json_values import text
from tilekit.sections.initial_values import setup_texts
from tilekit.sections.scope_reasons import REASON_NOTE, is_reason
from tilekit.sections.setup_templates import SUPPORT_TEXT, without_placeholders
from tilekit.suggest.scopes import suggested_scopes

_HOSTED = (CodeType.API_OAUTH, CodeType.API_EXCEPTION)
_USUAL_SYSTEMS = ("Linux", "Windows", "macOS")
UNINSTALL_TEXT = "setup.uninstall_md"
# Two answers from which other fields are filled in.
METHOD, SUPPORT_EMAIL = "configuration.code_type", "support.support_email"
Documents = Mapping[str, Values]


class PrefilledField(Struct, frozen=True, kw_only=True):
    """A field that is filled in from others, if it applies. value is empty if they don't suffice.

    note is the hint for people. A field that doesn't apply keeps its value, which is set aside.
    """

    path: str
    sources: tuple[str, ...]
    value: Callable[[Documents, ListingKind], Json]
    note: str
    applies: Callable[[ListingKind], bool] = always


def _client_name(documents: Documents, _kind: ListingKind) -> str:
    return _text(documents, "overview.title")


def _client_description(documents: Documents, kind: ListingKind) -> str:
    """What the service sends and reads, which is all that the listing declares. Listings are in English."""
    title = _text(documents, "overview.title")
    uses = (("Sends {data} from {title}.", kind.submitted), ("Reads {data}.", kind.queried))
    return " ".join(text.format(data=_joined(sorted(data)), title=title) for text, data in uses if data and title)


def _joined(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _needed_scopes(_documents: Documents, kind: ListingKind) -> Json:
    """A row for each scope that the declared data types need."""
    needed = suggested_scopes(kind, ())
    return [{"key": needs.scope, "scope": needs.scope, "reason": needs.use} for needs in needed]


def _setup_text(documents: Documents, kind: ListingKind) -> str:
    """The steps of the OAuth flow, which are the same for every service."""
    title = _text(documents, "overview.title")
    if not (title and uses_oauth(kind)):
        return ""
    return without_placeholders(setup_texts(kind.code_type, title)["setup_md"]).strip()


def _support_text(documents: Documents, _kind: ListingKind) -> str:
    title, email = _text(documents, "overview.title"), _text(documents, SUPPORT_EMAIL)
    return SUPPORT_TEXT.format(title=title, email=email).strip() if title and is_email(email) else ""


def _uninstall_text(documents: Documents, kind: ListingKind) -> str:
    """The template, if nothing is left to fill in."""
    title, email = _text(documents, "overview.title"), _text(documents, SUPPORT_EMAIL)
    package = _text(documents, "configuration.package_name")
    is_complete = title and is_email(email) and (kind.code_type or not is_integration(kind))
    if not is_complete or (has_agent_check(kind) and not package):
        return ""
    return setup_texts(kind.code_type, title, support_email=email, package=package)["uninstall_md"].strip()


def _has_template(path: str, documents: Documents, kind: ListingKind) -> bool:
    """Whether the uninstallation text is the template whose missing facts no person has filled in."""
    if path != UNINSTALL_TEXT:
        return False
    title, package = _text(documents, "overview.title"), _text(documents, "configuration.package_name")
    template = setup_texts(kind.code_type, title, package=package)["uninstall_md"]
    return _text(documents, path) == template.strip()


def _usual_systems(_documents: Documents, kind: ListingKind) -> Json:
    """For a hosted service, which customers use from any of them."""
    return [*_USUAL_SYSTEMS] if kind.code_type in _HOSTED else []


_DATA_SOURCES = (
    METHOD,
    "data.submitted_data_types",
    "data.other_submitted_data",
    "data.queried_data_types",
    "data.other_queried_data",
)
PREFILLED_FIELDS = (
    PrefilledField(
        path="configuration.oauth_name",
        sources=("overview.title", METHOD),
        value=_client_name,
        note=N_("Taken from the tile title."),
        applies=uses_oauth,
    ),
    PrefilledField(
        path="configuration.oauth_description",
        sources=("overview.title", *_DATA_SOURCES),
        value=_client_description,
        note=N_("From the data types that you chose. Change it if it isn't right."),
        applies=uses_oauth,
    ),
    PrefilledField(
        path="configuration.oauth_scopes",
        sources=_DATA_SOURCES,
        value=_needed_scopes,
        note=N_("Needed for the data types that you chose. Remove what your service doesn't need."),
        applies=uses_oauth,
    ),
    PrefilledField(
        path="setup.setup_md",
        sources=("overview.title", METHOD),
        value=_setup_text,
        note=N_("From our template for OAuth. Add what is special about your product."),
    ),
    PrefilledField(
        path="support.support_md",
        sources=("overview.title", SUPPORT_EMAIL),
        value=_support_text,
        note=N_("From our template, with the support e-mail. Add the times at which you answer."),
    ),
    PrefilledField(
        path=UNINSTALL_TEXT,
        sources=(
            "overview.title",
            SUPPORT_EMAIL,
            METHOD,
            "configuration.package_name",
        ),
        value=_uninstall_text,
        note=N_("From our template, with the support e-mail. Change it if it isn't right."),
    ),
    PrefilledField(
        path="overview.supported_os",
        sources=(METHOD,),
        value=_usual_systems,
        note=N_("Usual for a hosted service. Change it if it isn't right."),
    ),
)
MAINTAINER = "support.maintainer_email"
PREFILL_NOTES = {
    **{field.path: field.note for field in PREFILLED_FIELDS},
    MAINTAINER: N_("Your address. Change it if others maintain the listing."),
}
PREFILL_SECTIONS = frozenset({"overview", "configuration", "data", "setup", "support"})


def prefill_note(path: str) -> str:
    """The hint for people at a value that was filled in from other fields; "" for other paths."""
    return REASON_NOTE if is_reason(path) else PREFILL_NOTES.get(path, "")


def prefilled_values(
    before: Documents, after: Documents, kind: ListingKind, *, unchanged: Collection[str] = ()
) -> Iterator[tuple[str, Json]]:
    """(path, value) of the fields to fill in: empty ones whose sources have changed, and those in unchanged. These are
    emptied if their sources don't suffice any more. A template with a missing fact is filled in once the fact is known.

    unchanged are the paths of fields with a value that was filled in and that no person has changed.
    """
    for field in PREFILLED_FIELDS:
        stored = _value(after, field.path)
        has_new_source = any(_value(before, path) != _value(after, path) for path in field.sources)
        if not (has_new_source and field.applies(kind)):
            continue
        is_unwritten = not stored or field.path in unchanged
        is_template = not is_unwritten and _has_template(field.path, before, kind)
        if not (is_unwritten or is_template):
            continue
        value = field.value(after, kind) or (stored if is_template else "")
        if value != stored and (value or stored):
            yield field.path, value


def with_prefills(
    before: Documents, after: Documents, kind: ListingKind
) -> tuple[dict[str, Values], dict[str, tuple[str, ...]]]:
    """The documents after a change with the empty fields that it fills in, and the paths of these, without files."""
    documents, paths = {key: dict(values) for key, values in after.items()}, dict[str, tuple[str, ...]]()
    for path, value in prefilled_values(before, after, kind):
        section, _, name = path.partition(".")
        documents[section][name], paths[path] = value, ()
    return documents, paths


def _value(documents: Documents, path: str) -> Json:
    section, _, name = path.partition(".")
    return documents.get(section, {}).get(name)


def _text(documents: Documents, path: str) -> str:
    return text(_value(documents, path)).strip()

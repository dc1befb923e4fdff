"""The table of the content that each team reviews. Changes since the live version decide which teams are required."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.models import Team
from common.lazy_text import LazyText
from listings.content.submissions import documents_of_submission
from listings.models import Submission
from page_parts.total_maps import total_map
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument

Documents = Mapping[str, Mapping[str, Json]]


class Remit(Struct, frozen=True, kw_only=True):
    """The content that a team reads: sections ("setup"), fields ("overview.media") or columns of rows
    ("overview.media.caption").

    A change in triggers makes the team required. always_first means that every first submission requires the team.
    decides_each_revision means that the team's approval never applies to a later revision.
    scope describes the content for partners: a text, or {name of a part: paths}, of which a listing has some.
    """

    team: Team
    scope: LazyText | Mapping[LazyText, tuple[str, ...]]
    reads: tuple[str, ...]
    triggers: tuple[str, ...]
    always_first: bool = False
    decides_each_revision: bool = False


_ENGINEERING = ("configuration", "data")
_DESIGN = ("overview", "content.dashboards", "content.monitors", "content.saved_views")
_TEXT_FIELDS = (
    "overview.title",
    "overview.short_description",
    "overview.overview_md",
    "overview.media.caption",
    "overview.media.alternative_text",
    "setup",
    "support",
    "release_notes",
)
_COMMERCE = ("pricing", "legal")
_DETECTION_RULES = ("content.detection_rules",)
_ALL_SECTIONS = (
    "overview", "configuration", "setup", "data", "content", "pricing", "legal", "support", "release_notes", "api",
)  # fmt: skip
_ACCESS_AND_IDENTITY = (
    "overview.integration_id",
    "overview.source_type_name",
    "data.metric_prefix",
    "configuration.code_type",
    "configuration.oauth_scopes",
    "configuration.exception_request",
    "data.submitted_data_types",
    "data.other_submitted_data",
    "data.queried_data_types",
    "data.other_queried_data",
)
# Plans, prices and markets that API clients send.
_SENT = "api.entities.body"

REMITS: tuple[Remit, ...] = (
    Remit(
        team=Team.ENGINEERING,
        scope={
            _("Configuration"): ("configuration",),
            "OAuth": ("configuration.oauth_name", "configuration.oauth_redirect_uris", "configuration.oauth_scopes"),
            _("Metrics"): ("data.metadata_csv",),
            _("Log pipeline"): ("data.log_pipeline_yaml", "data.log_tests_yaml"),
            _("Service checks"): ("data.service_checks_json",),
        },
        reads=_ENGINEERING,
        triggers=_ENGINEERING,
    ),
    Remit(
        team=Team.PRODUCT_DESIGN,
        scope={
            _("Logo"): ("overview.logo_light", "overview.logo_dark"),
            _("Images"): ("overview.media",),
            _("Dashboards"): ("content.dashboards",),
            _("Monitors"): ("content.monitors",),
            _("Saved views"): ("content.saved_views",),
        },
        reads=_DESIGN,
        triggers=_DESIGN,
    ),
    Remit(
        team=Team.DOCUMENTATION,
        scope=_("Text: overview, setup, support, captions, release notes"),
        reads=_TEXT_FIELDS,
        triggers=_TEXT_FIELDS,
        always_first=True,
    ),
    Remit(
        team=Team.ECOSYSTEMS,
        scope={
            _("The listing as a whole"): ("overview",),
            _("Data types"): ("data.submitted_data_types", "data.queried_data_types"),
            _("OAuth scopes"): ("configuration.oauth_scopes",),
        },
        reads=_ALL_SECTIONS,
        triggers=(*_ACCESS_AND_IDENTITY, _SENT),
        always_first=True,
    ),
    Remit(
        team=Team.COMMERCIAL,
        scope=_("Pricing and licence agreement"),
        reads=_COMMERCE,
        triggers=_COMMERCE,
        decides_each_revision=True,
    ),
    Remit(
        team=Team.SECURITY_CONTENT,
        scope=_("Detection rules"),
        reads=_DETECTION_RULES,
        triggers=_DETECTION_RULES,
        decides_each_revision=True,
    ),
)
REMIT_OF: Mapping[str, Remit] = total_map(Team, {remit.team: remit for remit in REMITS})


def documents_read(submission: Submission) -> Documents:
    """{section key: {field: value}} of a submission's visible, filled-in fields, in the current schema."""
    documents = documents_of_submission(submission)
    return filled_in(documents, listing_kind(Basics(**submission.basics), documents))


def filled_in(documents: Mapping[str, SectionDocument], kind: ListingKind) -> Documents:
    """{section key: {field: value}} of the fields that are visible and filled in, for example in a draft."""
    return {key: _content(document, kind) for key, document in documents.items() if type(document).applies(kind)}


def _content(document: SectionDocument, kind: ListingKind) -> dict[str, Json]:
    """The visible values of a document that are not empty. An unticked checkbox counts as empty."""
    stored = document.values
    return {
        name: stored[name]
        for name, field in document.fields.items()
        if name in stored and field.applies(kind) and field.is_shown_for(stored) and not field.is_empty(stored[name])
    }


def digests_read(team: str, documents: Documents) -> dict[str, str]:
    """{part that the team reads: digest}, to which a decision is bound. documents are from `documents_read`."""
    return {path: digest_at(path, documents) for path in REMIT_OF[team].reads}


def digests_of_item(team: str, sections: Collection[str], documents: Documents) -> dict[str, str]:
    """{part: digest} of what an item of the team's checklist is about.

    That is what the team reads in the sections or, if it reads none of them, the sections; without sections, it is all
    that the team reads. documents are from `documents_read`.
    """
    reads = [path for path in REMIT_OF[team].reads if not sections or path.partition(".")[0] in sections]
    return {path: digest_at(path, documents) for path in reads or sorted(sections)}


def required_teams(documents: Documents, live: Documents | None) -> tuple[str, ...]:
    """The teams that must approve, in the order of the table.

    live has the live documents. If it is None (for a first submission), all content counts as changed.
    """
    return tuple(remit.team.value for remit in REMITS if _is_required(remit, documents, live))


def scope_in(team: str, documents: Documents) -> list[LazyText]:
    """What the team reads in a listing with these documents, for partners."""
    scope = REMIT_OF[team].scope
    if not isinstance(scope, Mapping):
        return [scope]
    nothing = digest_at("", {})
    return [name for name, paths in scope.items() if any(digest_at(path, documents) != nothing for path in paths)]


def changed_parts(team: str, documents: Documents, live: Documents | None) -> list[str]:
    """The sections, fields and columns whose changes since the live version require the team."""
    return [path for path in REMIT_OF[team].triggers if digest_at(path, documents) != digest_at(path, live or {})]


def is_read_by(team: str, path: str) -> bool:
    """Whether the team reads the field at the path (`overview.media[<key>].caption`)."""
    plain = plain_path(path)
    return any(f"{plain}.".startswith(f"{read}.") for read in REMIT_OF[team].reads)


def plain_path(path: str) -> str:
    """The path without the keys of rows: `overview.media.caption` of `overview.media[<key>].caption`."""
    return ".".join(part.partition("[")[0] for part in path.split("."))


def reads_part_of(team: str, path: str) -> bool:
    """Whether the team reads the field at the path or, for the path of a section, any part of it."""
    return is_read_by(team, path) or any(read.startswith(f"{path}.") for read in REMIT_OF[team].reads)


def digest_at(path: str, documents: Documents) -> str:
    """The digest of the section, field or column of rows at a path; the digest of None if there is nothing at the path.

    An unticked checkbox counts as missing.
    """
    key, *names = path.split(".")
    value: Json = {name: stored for name, stored in documents.get(key, {}).items() if stored is not False}
    for name in names:
        value = [_cell(row, name) for row in value] if isinstance(value, list) else _cell(value, name)
    return digest_of(value)


def _cell(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _is_required(remit: Remit, documents: Documents, live: Documents | None) -> bool:
    if live is None and remit.always_first:
        return True
    return bool(changed_parts(remit.team, documents, live))

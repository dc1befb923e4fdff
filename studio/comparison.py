"""Prepares the page that compares two versions of a listing: two submissions, or a submission and the draft."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from common.lists import joined_facts
from listings.content.bundles import applied_documents_of
from listings.content.changes import ContentChange, SectionDocuments, changed_files, is_made_by_portal
from listings.content.submissions import documents_of_submission
from listings.display.access_gains import ShownGain, gains_of
from listings.display.changes import ChangePresenter, ShownChange
from listings.models import Listing, Revision, Submission
from listings.queries import is_readable, visible_submissions, working_first
from listings.states.revision_states import EDITABLE
from page_parts.times import format_time
from studio.page_urls import url_of_change

DRAFT = "draft"
# Columns that are read for the compared versions only.
_CONTENT = ("basics", "documents", "section_digests", "files", "base", "carried")


class ComparedVersion(Struct, frozen=True, kw_only=True):
    """A submission, or the draft if submission is None. key stands for it in the address of the page."""

    revision: Revision
    submission: Submission | None = None
    is_live: bool = False

    @property
    def key(self) -> str:
        return str(self.submission.pk) if self.submission else DRAFT

    @property
    def label(self) -> str:
        """Its name in a list of versions: “Revision 2, submission 1 · 12 May 2026, 09:00 · live”."""
        if self.submission is None:
            return _("Draft of revision {number}").format(number=self.revision.number)
        return joined_facts([self.submission.name, format_time(self.at), _("live") if self.is_live else ""])

    @property
    def at(self) -> datetime | None:
        return self.submission.submitted_at if self.submission else None


class DraftComparison(Struct, frozen=True, kw_only=True):
    """How many places of the draft differ from an earlier version, and the page with these differences.

    gains lists the scopes, hosts and types of data that the earlier version doesn't have.
    """

    label: str
    number: int
    url: str
    gains: Sequence[ShownGain] = ()


def versions_of(listing: Listing, actor: Actor) -> list[ComparedVersion]:
    """The versions that the actor may read, newest first. At most three queries."""
    live = listing.live_release.submission_id if listing.live_release else None
    rows = (
        visible_submissions(actor).filter(revision__listing=listing).order_by("-revision__number", "-submission_number")
    )
    light = rows.defer(*_CONTENT)
    submissions = [ComparedVersion(revision=row.revision, submission=row, is_live=row.pk == live) for row in light]
    revision = working_first(Revision.objects.filter(listing=listing).select_related("listing__organisation")).first()
    is_draft = revision is not None and revision.state in EDITABLE and is_readable(revision, actor)
    return [*([ComparedVersion(revision=revision)] if revision and is_draft else []), *submissions]


def comparison_context(listing: Listing, actor: Actor, *, old: str, new: str) -> dict[str, object]:
    """The template context. old and new are keys of versions; unknown ones select the two newest versions."""
    versions = versions_of(listing, actor)
    after = _selected(versions, new) or (versions[0] if versions else None)
    older = [version for version in versions if version is not after]
    before = _selected(older, old) or (older[0] if older else None)
    return {
        "listing": listing,
        "fields": [
            {"label": _("From version"), **_select("from", versions, before)},
            {"label": _("To version"), **_select("to", versions, after)},
        ],
        "changes": changes_between(before, after, actor) if before and after else [],
        "can_compare": len(versions) > 1,
        "breadcrumbs": [
            {"href": reverse("studio:listing-list"), "label": _("Listings")},
            {"href": listing.get_absolute_url(), "label": listing.name},
            {"label": _("Compare versions")},
        ],
    }


def changes_between(before: ComparedVersion, after: ComparedVersion, actor: Actor) -> Sequence[ShownChange]:
    """The changes that people made, linked to the wizard if the newer version is the draft. At most three queries."""
    is_linked = after.submission is None and is_readable(after.revision, actor)
    return shown_changes(after.revision, _content_change(before, after), is_linked=is_linked, compares_assets=True)


def _content_change(*versions: ComparedVersion) -> ContentChange:
    """What changed from the first version to the second. At most two queries."""
    rows = Submission.objects.in_bulk([version.submission.pk for version in versions if version.submission])
    old, new = (rows[version.submission.pk] if version.submission else version.revision for version in versions)
    files = changed_files(old.carried, new.carried)
    return ContentChange(before=_documents_of(old), after=_documents_of(new), files=dict(sorted(files.items())))


def shown_changes(
    revision: Revision, content: ContentChange, *, is_linked: bool = True, compares_assets: bool = False
) -> list[ShownChange]:
    """The changes that people made. is_linked means that the reader may open the wizard.

    compares_assets: whether both versions of dashboards and other assets are drawn.
    """
    url_of = partial(url_of_change, revision) if is_linked else lambda _change: ""
    presenter = ChangePresenter(revision.listing_id, [content], url_of=url_of, compares_assets=compares_assets)
    shown = presenter.present(content)
    return [change for change in shown if not is_made_by_portal(change.difference)]


def compared_with_draft(listing: Listing, actor: Actor) -> list[DraftComparison]:
    """The draft compared with the last submission and with the live version; [] if there is none of them."""
    versions = versions_of(listing, actor)
    if not versions or versions[0].submission:
        return []
    draft, *submissions = versions
    live = [version for version in submissions if version.is_live]
    return [_draft_comparison(listing, version, draft) for version in dict.fromkeys([*submissions[:1], *live])]


def _draft_comparison(listing: Listing, version: ComparedVersion, draft: ComparedVersion) -> DraftComparison:
    content = _content_change(version, draft)
    return DraftComparison(
        label=version.label,
        number=sum(not is_made_by_portal(change) for change in content.differences),
        url=comparison_url(listing, version, draft),
        gains=gains_of(content),
    )


def comparison_url(listing: Listing, old: ComparedVersion, new: ComparedVersion) -> str:
    """The URL of the page with both versions selected."""
    return f"{reverse('studio:compare', args=[listing.pk])}?{urlencode({'from': old.key, 'to': new.key})}"


def _documents_of(row: Submission | Revision) -> SectionDocuments:
    """The documents without what is set aside. A query for a draft."""
    return documents_of_submission(row) if isinstance(row, Submission) else applied_documents_of(row)


def _selected(versions: Sequence[ComparedVersion], key: str) -> ComparedVersion | None:
    return next((version for version in versions if version.key == key), None)


def _select(name: str, versions: Sequence[ComparedVersion], selected: ComparedVersion | None) -> dict[str, object]:
    """Props of a `field` component with a choice of the versions."""
    options = [{"value": version.key, "label": version.label} for version in versions]
    choice = {"kind": "choice", "variant": "select", "options": options, "value": selected.key if selected else ""}
    return {"id": name, "name": name, "required": True, **choice}

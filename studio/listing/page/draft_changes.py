"""What an import into a draft would change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from common.actor import Actor
from listings.content.bundles import values_by_section
from listings.content.changes import ContentChange
from listings.display.changes import ChangePresenter
from listings.display.place_names import translate_message
from listings.editing.draft_content import DraftContent, draft_content
from listings.imports.archives import LARGEST_IN_WEB_BYTES
from listings.imports.draft_imports import imported_draft, is_changed
from listings.imports.file_choices import FileChoice, default_choices
from listings.imports.readings import Reading
from listings.lifecycle.revisions import assert_permitted
from listings.models import Revision
from listings.queries.applied_fixes import change_between_drafts
from studio.listing.page.file_questions import (
    asked_files,
    can_add_metrics,
    draft_choices,
    proposed_choices,
    question_about,
)
from studio.page_urls import url_of_change
from tilekit.bundle import Files
from tilekit.sections import STEPS
from tilekit.sections.differences import ChangeKind

_MAX_SHOWN = 50


class ChangedStep(Struct, frozen=True, kw_only=True):
    """A step with the numbers of its changes by kind."""

    title: str
    counts: Sequence[tuple[ChangeKind, int]]


def draft_import_context(
    revision: Revision, reading: Reading, post: Mapping[str, str], *, actor: Actor
) -> dict[str, object]:
    """The template context of the questions and of the changes that the import would make with these answers."""
    assert_permitted(revision, "edit", by=actor)
    before = draft_content(revision)
    documents = values_by_section(before.documents)
    asked = asked_files(reading)
    proposed = default_choices(documents, (file for file in asked.values() if file.place))
    questions = [
        question_about(
            name,
            file,
            documents,
            post=post,
            adds_metrics=can_add_metrics(before, file),
            proposed=proposed.get(file.sent, FileChoice()),
        )
        for name, file in asked.items()
    ]
    choices = draft_choices(reading, post) or proposed_choices(reading, questions)
    after = imported_draft(revision, before, reading, choices=choices)
    change = _without_field_files(change_between_drafts(before, after), before, after)
    presenter = ChangePresenter(
        revision.listing_id, [change], url_of=partial(url_of_change, revision), unsaved=_small_files(after)
    )
    changes = presenter.present(change)
    return {
        "listing": revision.listing,
        "seen": before.version,
        "questions": questions,
        "is_changed": is_changed(before, after),
        "changed_steps": _changed_steps(change),
        "unchanged_steps": _unchanged_steps(change),
        "changes": changes[:_MAX_SHOWN],
        "all_changes": changes,
        "more": len(changes[_MAX_SHOWN:]),
    }


def _without_field_files(change: ContentChange, before: DraftContent, after: DraftContent) -> ContentChange:
    """The change without files that are written from fields, whose changes are those of the fields."""
    field_files = {**before.base, **after.base}
    return replace(change, files={path: pair for path, pair in change.files.items() if path not in field_files})


def _small_files(after: DraftContent) -> Files:
    """The new files that can be shown before they belong to the listing. Large ones are not read."""
    return Files(
        {
            sha256: partial(after.read, sha256)
            for sha256 in after.written
            if sha256 not in after.stored or after.stored[sha256].size <= LARGEST_IN_WEB_BYTES
        }
    )


def _changed_steps(change: ContentChange) -> list[ChangedStep]:
    counts: dict[str, Counter[ChangeKind]] = {}
    for difference in change.differences:
        counts.setdefault(difference.section, Counter())[difference.kind] += 1
    rows = [(translate_message(step.title), [section.key for section in step.sections]) for step in STEPS]
    nothing: Counter[ChangeKind] = Counter()
    return [
        ChangedStep(title=title, counts=list(kinds.items()))
        for title, keys in [*rows, (_("Other files"), [""])]
        if (kinds := sum((counts.get(key, nothing) for key in keys), nothing))
    ]


def _unchanged_steps(change: ContentChange) -> list[str]:
    changed = {difference.section for difference in change.differences}
    return [
        translate_message(step.title) for step in STEPS if changed.isdisjoint(section.key for section in step.sections)
    ]

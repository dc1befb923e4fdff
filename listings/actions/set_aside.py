"""Actions that bring back or remove what a draft keeps although it does not count."""

from datetime import datetime

from django.utils.translation import gettext as _
from msgspec.structs import replace

from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotPossible
from listings.editing.draft_content import DraftContent, draft_content
from listings.editing.draft_fixes import with_follow_ups
from listings.editing.set_aside import Documents, kept_by, with_changes, without_values
from listings.lifecycle.revision_locks import RevisionKey, lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import AppliedFix
from listings.writes.applied_fixes import FixSummary, apply_fix_to_draft
from listings.writes.follow_ups import assign_source_type_id
from listings.writes.sections import SaveContext
from tilekit.core.basics import listing_kind
from tilekit.core.messages import N_, Message
from tilekit.sections.kept import Kept


@action
def bring_back(*, revision_id: RevisionKey, path: str, by: Actor, now: datetime) -> AppliedFix | None:
    """Change the choice because of which the line with this path does not count, in one write with one undo.

    None if the line no longer exists. Raises NotFound, NotAllowed, and NotPossible if the draft is frozen or no
    choice brings the line back.
    """
    revision = lock_revision(revision_id, by=by)
    context = SaveContext(revision=revision, by=by, now=now)
    draft, line = _line_of(context, path)
    if line is None:
        return None
    if not line.changes:
        raise NotPossible(reasons=_("This type of listing can't have these values."), codes=["not-applicable"])
    documents = with_changes(draft.documents, line.changes)
    assign_source_type_id(revision, listing_kind(draft.basics, documents))
    return _write(context, draft, documents, title=N_("Brought back what was set aside"))


@action
def remove_set_aside(*, revision_id: RevisionKey, path: str, by: Actor, now: datetime) -> AppliedFix | None:
    """Remove the values of the line with this path, in one write with one undo.

    None if the line no longer exists. Raises NotFound, NotAllowed, and NotPossible if the draft is frozen.
    """
    revision = lock_revision(revision_id, by=by)
    context = SaveContext(revision=revision, by=by, now=now)
    draft, line = _line_of(context, path)
    if line is None:
        return None
    paths = [value.path for value in line.values if not value.own_field().staff_only]
    return _write(context, draft, without_values(draft.documents, paths), title=N_("Removed what was set aside"))


def _line_of(context: SaveContext, path: str) -> tuple[DraftContent, Kept | None]:
    assert_permitted(context.revision, "edit", by=context.by)
    draft = draft_content(context.revision)
    lines = kept_by(context.revision, draft.documents)
    return draft, next((line for line in lines if path in line.paths), None)


@in_transaction
def _write(context: SaveContext, draft: DraftContent, documents: Documents, *, title: str) -> AppliedFix:
    after = replace(draft, documents=with_follow_ups(draft, documents))
    summary = FixSummary(code="", title=Message(title).as_json(), fingerprints=())
    return apply_fix_to_draft(context, (draft, after), summary)

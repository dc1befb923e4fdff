"""Computes what a draft would contain after a write, and whether it could be submitted, and rolls the write back.

First withdraws an open submission.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from common.actor import Actor
from listings.content.bundles import bundle_of_revision
from listings.imports.folder_imports import replace_contents
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.registry import Reasons
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision, assert_rehearsable, row_for
from listings.models import Revision
from listings.states.revision_states import RevisionState
from listings.writes.creation import Contents
from listings.writes.merged_saves import Save
from listings.writes.sections import SaveContext, save_documents
from tilekit.bundle import Bundle

# Guards whose reasons a dry run returns as findings and as missing fields.
_GUARDS_OF_CHECKS = frozenset({"steps-ready", "no-blocker"})


class RehearsedDraft(Struct, frozen=True, kw_only=True):
    """A draft as it would be, and the reasons against submitting it, without those that checks find."""

    bundle: Bundle
    reasons: Reasons


def rehearse_import(*, revision_id: UUID, contents: Contents, by: Actor, now: datetime) -> RehearsedDraft:
    """The draft as it would be after an import of the contents. Raises the errors of `import_into_revision`."""

    def write(revision: Revision) -> None:
        replace_contents(revision_id=revision.pk, contents=contents, by=by, now=now)

    return _rehearsed(revision_id, write, by=by, now=now)


def rehearse_saves(*, revision_id: UUID, saves: Sequence[Save], by: Actor, now: datetime) -> RehearsedDraft:
    """The draft as it would be after these saves. Raises the errors of `save_sections`."""

    def write(revision: Revision) -> None:
        save_documents(SaveContext(revision=revision, by=by, now=now), saves)

    return _rehearsed(revision_id, write, by=by, now=now)


def _rehearsed(revision_id: UUID, write: Callable[[Revision], None], *, by: Actor, now: datetime) -> RehearsedDraft:
    """The draft as it would be after the write. Its files are read later, outside the transaction."""
    with transaction.atomic(durable=True):
        revision = lock_revision(revision_id, by=by)
        if assert_rehearsable(revision, by=by).verb == "withdraw":
            apply_to_locked_revision(revision, "withdraw", by=by, now=now, parameters={"reason": ""})
        write(revision)
        draft = Revision.objects.select_related("listing__organisation").get(pk=revision_id)
        rehearsed = RehearsedDraft(
            bundle=bundle_of_revision(draft), reasons=_reasons_against_submitting(draft, by=by, now=now)
        )
        transaction.set_rollback(True)
    return rehearsed


def _reasons_against_submitting(draft: Revision, *, by: Actor, now: datetime) -> Reasons:
    row = row_for("submit", RevisionState(draft.state))
    guards = tuple(name for name in row.guards if name not in _GUARDS_OF_CHECKS)
    return reasons_against(replace(row, guards=guards), draft, by=by, parameters=None, now=now)

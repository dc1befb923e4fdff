"""Computes what a draft would contain after a write, and rolls the write back. First withdraws an open submission."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actor import Actor
from listings.actions.imports import replace_contents
from listings.bundles import bundle_of_revision
from listings.models import Revision
from listings.transitions import apply_to, assert_rehearsable, lock_revision
from listings.writes.creation import Contents
from listings.writes.sections import Save, SaveContext, save_documents
from tilekit.bundle import Bundle


def rehearse_import(*, revision_id: UUID, contents: Contents, by: Actor, now: datetime) -> Bundle:
    """The draft as it would be after an import of the contents. Raises the errors of `import_into_revision`."""

    def write(revision: Revision) -> None:
        replace_contents(revision_id=revision.pk, contents=contents, by=by, now=now)

    return _rehearsed(revision_id, write, by=by, now=now)


def rehearse_saves(*, revision_id: UUID, saves: Sequence[Save], by: Actor, now: datetime) -> Bundle:
    """The draft as it would be after these saves. Raises the errors of `save_sections`."""

    def write(revision: Revision) -> None:
        save_documents(SaveContext(revision=revision, by=by, now=now), saves)

    return _rehearsed(revision_id, write, by=by, now=now)


def _rehearsed(revision_id: UUID, write: Callable[[Revision], None], *, by: Actor, now: datetime) -> Bundle:
    """The draft as it would be after the write. Its files are read later, outside the transaction."""
    with transaction.atomic(durable=True):
        revision = lock_revision(revision_id, by=by)
        if assert_rehearsable(revision, by=by).verb == "withdraw":
            apply_to(revision, "withdraw", by=by, now=now, parameters={"reason": ""})
        write(revision)
        bundle = bundle_of_revision(Revision.objects.select_related("listing__organisation").get(pk=revision_id))
        transaction.set_rollback(True)
    return bundle

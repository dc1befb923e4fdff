"""Parts of writes about exports."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from common.actions import in_transaction
from files import store
from operations.models import AuditExport


@in_transaction
def delete_exports(exports: Iterable[AuditExport]) -> None:
    """Delete exports and, after the commit, their files."""
    rows = list(exports)
    for export in rows:
        transaction.on_commit(partial(store.remove, export.storage_name))
    AuditExport.objects.filter(pk__in=[export.pk for export in rows]).delete()

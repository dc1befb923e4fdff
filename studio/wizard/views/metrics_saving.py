"""What the views of the metrics table share: writing the file, the likely cells of a new row, the URL of its page."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.http import urlencode

from common.errors import NotFound, Stale
from files import store
from files.queries import used_blob
from listings.actions import attach_file
from listings.models import Section
from studio.metrics.draft_metrics import DraftMetrics, new_file_columns
from studio.metrics.edits import have_same_cells, new_row_cells, renames
from studio.page_urls import METRICS_PATH
from studio.wizard.page.wizard import Wizard
from tilekit.parse.csv_edit import Operation, edit
from tilekit.sections.initial_values import normal_source_name


def save_edits(
    wizard: Wizard, edits: Sequence[Operation], *, restores: str = "", is_pasted: bool = False
) -> Section | None:
    """Write the file. Returns the saved section; None if there is nothing to write."""
    metrics = wizard.metrics
    if metrics.fault is not None:
        raise NotFound
    if not edits:
        return None
    content = edit(metrics.data, edits, header=new_file_columns())
    return attach_file(
        revision_id=wizard.revision.pk,
        path=METRICS_PATH,
        name=metrics.name,
        content=_restored(wizard, restores, content),
        replaces=metrics.sha256,
        # A pasted block may contain rows in another order, so a changed name there is not a rename.
        renames={} if is_pasted else renames(edits, metrics),
        by=wizard.actor,
        now=timezone.now(),
    )


def _restored(wizard: Wizard, sha256: str, content: bytes) -> bytes:
    """The bytes of an earlier file of the listing if an undo restores its cells, otherwise the content."""
    blob = used_blob(wizard.revision.listing_id, sha256) if sha256 else None
    if blob is None:
        return content
    earlier = store.read(blob.pk, blob.storage_name)
    return earlier if have_same_cells(earlier, content) else content


def metric_prefix(wizard: Wizard) -> str:
    return str(wizard.documents["data"].values.get("metric_prefix") or "")


def new_row_of(wizard: Wizard, *, prefix: str | None = None) -> Mapping[str, str]:
    name = str(wizard.documents["overview"].values.get("source_type_name") or "")
    prefix = metric_prefix(wizard) if prefix is None else prefix
    cells = new_row_cells(wizard.metrics, prefix=prefix, source=normal_source_name(name))
    return {column: value for column, value in cells.items() if value}


def assert_current(sha256: str, metrics: DraftMetrics) -> None:
    """Raises Stale if the file has changed: rows are identified by position, so the edit could change wrong rows."""
    if sha256 != metrics.sha256:
        raise Stale


def rows_url(values: Mapping[str, str], wizard: Wizard, **more: str) -> str:
    """The URL of the page with the same rows."""
    query = {name: values[name] for name in ("start", "only") if name in values} | more
    return f"{wizard.url('metrics')}?{urlencode(query)}#metrics"

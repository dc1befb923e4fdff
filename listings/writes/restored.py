"""Parts of writes that give sections the content of an earlier version again."""

from datetime import datetime
from functools import reduce

from common.actions import in_transaction
from common.actor import Actor
from listings.content.renames import combine_renames
from listings.models import Revision, SectionVersion
from listings.visible import latest_submission
from listings.writes.sections import SaveContext, replace_documents
from tilekit.sections import section_of


@in_transaction
def restore_submitted(revision: Revision, *, by: Actor, now: datetime) -> None:
    """Give the locked revision the content of its latest submission again. The later content stays in the history."""
    rows = SectionVersion.objects.filter(section__revision=revision, section__scope="", is_submitted=True)
    entries = {entry.section.key: entry for entry in rows.select_related("section").order_by("version")}
    documents = {key: section_of(key).read(entry.document, entry.schema).values for key, entry in entries.items()}
    renames = {key: renames_back_to(entry) for key, entry in entries.items()}
    replace_documents(SaveContext(revision=revision, by=by, now=now), documents, renames=renames)
    submission = latest_submission(revision)
    revision.base, revision.carried, revision.folder = submission.base, submission.carried, submission.folder
    revision.imported_sha256 = ""
    revision.save(update_fields=["base", "carried", "folder", "imported_sha256"])


def renames_back_to(entry: SectionVersion) -> dict[str, str]:
    """{name now: name in the entry} of the records of its section that were renamed since."""
    later = SectionVersion.objects.filter(section=entry.section_id, version__gt=entry.version).order_by("version")
    nothing: dict[str, str] = {}
    renamed = reduce(combine_renames, later.values_list("renames", flat=True), nothing)
    return {new: old for old, new in renamed.items()}

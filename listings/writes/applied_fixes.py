"""Parts of writes that store an applied fix, which may change several sections and files, and undo it."""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from audit.writes import record_event
from common.actions import in_transaction
from files.writes import use_blobs
from listings.content.bundles import document_of
from listings.editing.draft_content import DraftContent, changed_keys
from listings.errors import ChangedSince
from listings.models import AppliedFix, Revision, Section, SectionVersion
from listings.writes.merged_saves import entry_of
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext, replace_documents
from tilekit.core.section import Values
from tilekit.sections import section_of
from tilekit.sections.files import section_of_file
from tilekit.sections.merge import Conflicts, merge

Pairs = dict[str, list[str]]


class FixSummary(Struct, frozen=True, kw_only=True):
    """The data that the history stores about an applied fix: the check's code, a title, and fingerprints of fixed
    findings.

    title is a stored message. renames is {old name: new name} of metrics; unresolved is as in `AppliedFix`.
    """

    code: str
    title: Mapping[str, object]
    fingerprints: tuple[str, ...]
    renames: Mapping[str, str] = field(default_factory=dict)
    unresolved: Mapping[str, object] = field(default_factory=dict)


@in_transaction
def apply_fix_to_draft(
    context: SaveContext, drafts: tuple[DraftContent, DraftContent], summary: FixSummary
) -> AppliedFix:
    """Replace the first draft, which is that of the locked revision, with the second, as one applied fix.

    Raises NotAllowed, FileUnknown, and NotPossible if the revision is frozen.
    """
    before, after = drafts
    revision = context.revision
    base, carried = _pairs(before.base, after.base), _pairs(before.carried, after.carried)
    documents = {key: after.documents[key].values for key in changed_keys(before, after)}
    touched = {*documents, *(section_of_file(path) for path in {**base, **carried})}
    versions = {key: section.version for key, section in sections_of(revision, touched).items()}
    applied_fix = AppliedFix.objects.create(
        revision=revision,
        code=summary.code,
        title=dict(summary.title),
        finding_count=len(summary.fingerprints),
        fingerprints=list(summary.fingerprints),
        base=base,
        carried=carried,
        folder=[] if before.folder == after.folder else [before.folder, after.folder],
        unresolved=dict(summary.unresolved),
        by=context.by.id,
        at=context.now,
    )
    use_blobs(revision.listing_id, _new_files(base, carried), now=context.now)
    part = replace(context, uploaded_digests=tuple(after.written), applied_fix=applied_fix)
    _put_files(revision, applied_fix, side=1)
    sections = replace_documents(part, documents, renames={"data": summary.renames}, touched=touched)
    applied_fix.versions = {key: [version, sections[key].version] for key, version in versions.items()}
    applied_fix.version = revision.version
    applied_fix.save(update_fields=["versions", "version"])
    _record("revision.fix", applied_fix, context)
    return applied_fix


@in_transaction
def undo_applied_fix(context: SaveContext, applied_fix: AppliedFix) -> None:
    """Undo the applied fix; other changes made since stay.

    Raises ChangedSince if undoing it would overwrite a later change.
    """
    sections = sections_of(context.revision, set(applied_fix.versions))
    documents: dict[str, Values] = {}
    renames: dict[str, dict[str, str]] = {}
    for key, (before, after) in applied_fix.versions.items():
        old, new = entry_of(sections[key], before), entry_of(sections[key], after)
        if old is None or new is None:
            raise ChangedSince
        documents[key] = _put_back(sections[key], old, new)
        renames[key] = {now: then for then, now in new.renames.items()}
    for digests, pairs in ((context.revision.base, applied_fix.base), (context.revision.carried, applied_fix.carried)):
        if any(digests.get(path, "") != new for path, (_, new) in pairs.items()):
            raise ChangedSince
    _put_files(context.revision, applied_fix, side=0)
    part = SaveContext(revision=context.revision, by=context.by, now=context.now, applied_fix=applied_fix)
    replace_documents(part, documents, renames=renames, touched=set(applied_fix.versions))
    applied_fix.undone_by, applied_fix.undone_at = context.by.id, context.now
    applied_fix.save(update_fields=["undone_by", "undone_at"])
    _record("revision.undo-fix", applied_fix, context)


def _pairs(before: Mapping[str, str], after: Mapping[str, str]) -> Pairs:
    """{path: [sha256 before, sha256 after]} of the files that differ; "" stands for no file."""
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    return {path: [before.get(path, ""), after.get(path, "")] for path in paths}


def _new_files(*pairs: Pairs) -> set[str]:
    return {new for digests in pairs for _, new in digests.values() if new}


def _put_files(revision: Revision, applied_fix: AppliedFix, *, side: int) -> None:
    base, carried = applied_fix.base, applied_fix.carried
    for digests, pairs in ((revision.base, base), (revision.carried, carried)):
        for path, both in pairs.items():
            digests.pop(path, None)
            if both[side]:
                digests[path] = both[side]
    if applied_fix.folder:
        revision.folder = applied_fix.folder[side]
    if base or carried or applied_fix.folder:
        revision.save(update_fields=["base", "carried", "folder"])


def _put_back(section: Section, old: SectionVersion, new: SectionVersion) -> Values:
    """The current values of a section, with the old values of the fields that the applied fix changed."""
    declared = section_of(section.key)
    before, after = (declared.read(entry.document, entry.schema) for entry in (old, new))
    names = {**before.values, **after.values}
    changed = {name: before.values.get(name) for name in names if before.values.get(name) != after.values.get(name)}
    undone = merge(after, changed, declared(document_of(section).values))
    if isinstance(undone, Conflicts):
        raise ChangedSince
    return {name: value for name, value in undone.values.items() if name in before.values or name not in changed}


def _record(verb: str, applied_fix: AppliedFix, context: SaveContext) -> None:
    revision = context.revision
    objects = {"listing": revision.listing_id, "revision": revision.pk, "amendment": applied_fix.pk}
    record_event(verb, by=context.by, objects=objects, now=context.now)

"""Parts of writes: apply a fix to several sections and files as one amendment, and undo it."""

from collections.abc import Mapping

from msgspec import Struct, field

from audit.moves import record
from common.actions import in_transaction
from files.moves import use_blobs
from listings.amending import Draft, changed_keys
from listings.errors import ChangedSince
from listings.models import Amendment, Revision, Section, SectionVersion
from listings.moves.sections import Saving, replace_documents, sections_of, upgraded
from tilekit.core.section import Values
from tilekit.sections import section_of
from tilekit.sections.files import section_of_file
from tilekit.sections.merge import Conflicts, merge

Pairs = dict[str, list[str]]


class Said(Struct, frozen=True, kw_only=True):
    """What an amendment fixed: code of the check, title (a stored message), fingerprints of the fixed findings.

    moves is {old name: new name} of renamed metrics; left is stored in the amendment as it is.
    """

    code: str
    title: Mapping[str, object]
    marks: tuple[str, ...]
    moves: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, object] = field(default_factory=dict)


@in_transaction
def amend(saving: Saving, drafts: tuple[Draft, Draft], said: Said) -> Amendment:
    """Replace the first draft, which must be the locked revision, with the second. Adds one amendment to the history.

    Raises NotAllowed, NotPossible (frozen), FileUnknown.
    """
    before, after = drafts
    revision = saving.revision
    base, carried = _pairs(before.base, after.base), _pairs(before.carried, after.carried)
    documents = {key: after.documents[key].values for key in changed_keys(before, after)}
    touched = {*documents, *(section_of_file(path) for path in {**base, **carried})}
    versions = {key: section.version for key, section in sections_of(revision, touched).items()}
    amendment = Amendment.objects.create(
        revision=revision,
        code=said.code,
        title=dict(said.title),
        n=len(said.marks),
        marks=list(said.marks),
        base=base,
        carried=carried,
        left=dict(said.left),
        by=saving.by.id,
        at=saving.now,
    )
    use_blobs(revision.listing_id, _new_files(base, carried), now=saving.now)
    part = Saving(revision=revision, by=saving.by, now=saving.now, brings=tuple(after.made), amendment=amendment)
    _put_files(revision, base, carried, side=1)
    sections = replace_documents(part, documents, moves={"data": said.moves}, touched=touched)
    amendment.versions = {key: [version, sections[key].version] for key, version in versions.items()}
    amendment.version = revision.version
    amendment.save(update_fields=["versions", "version"])
    _record("revision.fix", amendment, saving)
    return amendment


@in_transaction
def take_back(saving: Saving, amendment: Amendment) -> None:
    """Undo the amendment; other changes made since stay.

    Raises ChangedSince if that would overwrite a later change.
    """
    sections = sections_of(saving.revision, set(amendment.versions))
    documents: dict[str, Values] = {}
    moves: dict[str, dict[str, str]] = {}
    for key, (before, after) in amendment.versions.items():
        old, new = _entry(sections[key], before), _entry(sections[key], after)
        if old is None or new is None:
            raise ChangedSince
        documents[key] = _put_back(sections[key], old, new)
        moves[key] = {now: then for then, now in new.moves.items()}
    for held, pairs in ((saving.revision.base, amendment.base), (saving.revision.carried, amendment.carried)):
        if any(held.get(path, "") != new for path, (_, new) in pairs.items()):
            raise ChangedSince
    _put_files(saving.revision, amendment.base, amendment.carried, side=0)
    part = Saving(revision=saving.revision, by=saving.by, now=saving.now, amendment=amendment)
    replace_documents(part, documents, moves=moves, touched=set(amendment.versions))
    amendment.undone_by, amendment.undone_at = saving.by.id, saving.now
    amendment.save(update_fields=["undone_by", "undone_at"])
    _record("revision.undo-fix", amendment, saving)


def _pairs(before: Mapping[str, str], after: Mapping[str, str]) -> Pairs:
    """{path: [sha256 before, after]} of the differences; "" if there is no file."""
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    return {path: [before.get(path, ""), after.get(path, "")] for path in paths}


def _new_files(*pairs: Pairs) -> set[str]:
    return {new for each in pairs for _, new in each.values() if new}


def _put_files(revision: Revision, base: Pairs, carried: Pairs, *, side: int) -> None:
    for held, pairs in ((revision.base, base), (revision.carried, carried)):
        for path, both in pairs.items():
            held.pop(path, None)
            if both[side]:
                held[path] = both[side]
    if base or carried:
        revision.save(update_fields=["base", "carried"])


def _entry(section: Section, version: int) -> SectionVersion | None:
    return SectionVersion.objects.filter(section=section, version=version).first()


def _put_back(section: Section, old: SectionVersion, new: SectionVersion) -> Values:
    """The current values, with the old value of each field that the amendment changed."""
    declared = section_of(section.key)
    before, after = (declared.read(entry.document, entry.schema) for entry in (old, new))
    names = {**before.values, **after.values}
    changed = {name: before.values.get(name) for name in names if before.values.get(name) != after.values.get(name)}
    found = merge(after, changed, declared(upgraded(section)))
    if isinstance(found, Conflicts):
        raise ChangedSince
    return {name: value for name, value in found.values.items() if name in before.values or name not in changed}


def _record(verb: str, amendment: Amendment, saving: Saving) -> None:
    revision = saving.revision
    objects = {"listing": revision.listing_id, "revision": revision.pk, "amendment": amendment.pk}
    record(verb, by=saving.by, objects=objects, now=saving.now)

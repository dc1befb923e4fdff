"""What a page shows after a fix: the changes with an undo button, or that nothing was left to fix."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.http import urlencode
from msgspec import Struct

from files.queries import loaders
from listings.addresses import control_id
from listings.bundles import loader_of
from listings.models import Amendment
from listings.queries.amendments import Shift, amendment_of, shift_of
from listings.references import file_references
from studio.changes import ChangeLine, Shown, changed_places
from studio.folding import query_to_open
from studio.places import revision_url
from studio.wizard import Wizard
from tilekit.core.messages import Message
from tilekit.sections import STEPS
from tilekit.sections.files import section_of_place

SAID, GONE = "fixed", "gone"


class Fixed(Struct, frozen=True, kw_only=True):
    """title is None if nothing was left to fix. undo_url is "" if the reader cannot undo it (now).

    left is the number of places whose fix was refused; reasons explain why.
    """

    title: Message | None = None
    n: int = 0
    is_undone: bool = False
    changes: Sequence[ChangeLine] = ()
    left: int = 0
    reasons: Sequence[Message] = ()
    undo_url: str = ""


def fixed_in(values: Mapping[str, str], wizard: Wizard) -> Fixed | None:
    """The fix in the query of a page; None if there is none."""
    said = values.get(SAID, "")
    if said == GONE:
        return Fixed()
    try:
        amendment = amendment_of(wizard.revision, UUID(said)) if said else None
    except ValueError:
        return None
    return fixed_of(amendment, wizard) if amendment else None


def fixed_of(amendment: Amendment | None, wizard: Wizard) -> Fixed:
    """The changes and the undo button; amendment is None if the finding was already resolved. Three queries."""
    if amendment is None:
        return Fixed()
    shift = shift_of(amendment)
    stored = loaders(_digests(shift))
    shown = Shown(revision=wizard.revision, read=lambda sha256: loader_of(stored, sha256)())
    is_undone = amendment.undone_at is not None
    can_undo = wizard.is_editable and not is_undone
    return Fixed(
        title=Message.from_json(amendment.title),
        n=amendment.n,
        is_undone=is_undone,
        changes=() if is_undone else changed_places(shift, shown),
        left=0 if is_undone else amendment.left.get("n", 0),
        reasons=[Message.from_json(each) for each in amendment.left.get("why", ())],
        undo_url=revision_url("fix-undo", wizard.revision, amendment.pk) if can_undo else "",
    )


def _digests(shift: Shift) -> set[str]:
    documents = [*shift.before.items(), *shift.after.items()]
    referred = {sha256 for key, document in documents for sha256 in file_references(key, document.values)}
    return referred | {sha256 for pair in shift.files.values() for sha256 in pair if sha256}


def address_after(page: str, done: Amendment | None, *, path: str = "") -> str:
    """The URL of the page with the result of the fix, at the field of the path."""
    anchor = f"{control_id(path)}-field" if path else SAID
    query = {SAID: str(done.pk) if done else GONE, **query_to_open(path)}
    return f"{page}?{urlencode(query)}#{anchor}"


def step_of(path: str, file: str = "", *, named: str = "") -> str:
    """The step of the pressed button: the one that the form names, else the one of the finding."""
    section = section_of_place(path, file)
    known = {each.key: step.key for step in STEPS for each in step.sections}
    return named if named in known.values() else known.get(section, STEPS[0].key)

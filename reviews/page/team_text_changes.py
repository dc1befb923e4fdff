"""Compares two versions of a team's texts."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from django.conf import settings
from django.utils.translation import gettext as _
from msgspec import Struct

from common.diffs import Part, word_changes
from common.lists import joined_with_and
from listings.display.place_names import place_name
from reviews.team_texts import TeamText
from tilekit.sections.differences import ChangeKind

_NOTHING = TeamText(key="", text={})


class TextChange(Struct, frozen=True, kw_only=True):
    """A changed item: its name in the reader's language, and (what has changed, the changed words)."""

    kind: ChangeKind
    title: str
    parts: Sequence[tuple[str, Sequence[Part]]]


def changes_between(before: Sequence[TeamText], after: Sequence[TeamText]) -> list[TextChange]:
    """The added, changed and moved items in the order of the later version, then the removed ones."""
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    moved = _moved(list(old), list(new))
    return [
        *(change for item in after if (change := _change(old.get(item.key), item, is_moved=item.key in moved))),
        *(_shown(ChangeKind.REMOVED, item, _NOTHING) for item in before if item.key not in new),
    ]


def _change(old: TeamText | None, new: TeamText, *, is_moved: bool) -> TextChange | None:
    if old is None:
        return _shown(ChangeKind.ADDED, _NOTHING, new)
    if old == new:
        return _shown(ChangeKind.MOVED, new, new) if is_moved else None
    return _shown(ChangeKind.CHANGED, old, new)


def _shown(kind: ChangeKind, old: TeamText, new: TeamText) -> TextChange:
    item = old if kind is ChangeKind.REMOVED else new
    return TextChange(kind=kind, title=item.shown_label or item.shown_text, parts=list(_parts(old, new)))


def _parts(old: TeamText, new: TeamText) -> Iterator[tuple[str, Sequence[Part]]]:
    before, after = _lines(old), _lines(new)
    for name, text in after.items():
        if text != before[name]:
            yield name, word_changes(before[name], text)


def _lines(item: TeamText) -> Mapping[str, str]:
    """{name of a property: its value in words}."""
    texts = {
        label.format(language=title): texts.get(language, "")
        for label, texts in ((_("Label ({language})"), item.label), (_("Text ({language})"), item.text))
        for language, title in settings.LANGUAGES
    }
    return {
        **texts,
        _("Required"): _("yes") if item.is_required else "",
        _("Sections"): joined_with_and(map(place_name, item.sections)),
        _("Checks"): joined_with_and(item.codes),
    }


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The keys in both versions that are not in the same order as the others."""
    old, new = [key for key in before if key in after], [key for key in after if key in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(old) - {key for block in blocks for key in old[block.a : block.a + block.size]}

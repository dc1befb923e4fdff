"""Keys by which two names count as the same.

If you change a key here, or the version of the list of look-alikes, add a migration that updates all stored keys.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from hashlib import sha256

from msgspec import Struct

from tilekit.core.name_characters import is_invisible

_MARK = "\u200e"  # surrounds right-to-left characters in the list of look-alikes


class NameKeys(Struct, frozen=True, kw_only=True):
    """Two digests (hex) of a name. Names count as the same if either is equal.

    name_folded ignores case and width; name_look is equal for names whose letters look alike.
    """

    name_folded: str
    name_look: str


def name_keys(name: str) -> NameKeys:
    """The keys of a name, which are unique in the database. Source: Unicode TR39, section 4."""
    return NameKeys(name_folded=_digest(folded(name)), name_look=_digest(_appearance(name)))


def folded(name: str) -> str:
    return unicodedata.normalize("NFKC", visible_text(name).casefold())


def _appearance(name: str) -> str:
    """The skeleton of the name, computed before and after case folding, because only the capitals may look alike."""
    return _skeleton(_skeleton(visible_text(name)).casefold()).casefold()


def visible_text(name: str) -> str:
    normal = unicodedata.normalize("NFKC", name)
    return "".join(character for character in normal if character.isspace() or not is_invisible(character))


def _skeleton(text: str) -> str:
    prototypes = _prototypes()
    skeleton = "".join(prototypes.get(character, character) for character in unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFD", skeleton)


def _digest(text: str) -> str:
    return sha256(" ".join(text.split()).encode()).hexdigest()


@cache
def _prototypes() -> Mapping[str, str]:
    """{character: the character that stands for all that look like it}.

    The package lists each pair in both directions; a prototype is in many pairs.
    """
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 slow import

    alike = {
        key.replace(_MARK, ""): [confusable["c"].replace(_MARK, "") for confusable in others]
        for key, others in confusables_data.items()
    }
    prototypes: dict[str, str] = {}
    for key, others in alike.items():
        if len(key) == 1 and len(others) == 1 and _is_prototype(others[0], key, alike):
            prototypes[key] = others[0]
    return prototypes


def _is_prototype(other: str, key: str, alike: Mapping[str, list[str]]) -> bool:
    """Whether other is the prototype of key.

    A character in several pairs is a prototype. Otherwise, the longer character of the pair is the prototype or, if
    both are equally long, the earlier one.
    """
    number = len(alike.get(other, ()))
    return number > 1 or (-len(other), other) < (-len(key), key)

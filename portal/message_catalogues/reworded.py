"""Finds the earlier wording of English texts whose wording has changed, to keep their translations.

The old and the new template are compared file by file. Texts that replaced each other one by one are pairs; other texts
of a file are paired by similarity.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches

from babel.messages.catalog import Catalog, Message
from msgspec import Struct

Key = tuple[str, str]  # (context, singular): the key of a text in a catalogue

_SIMILAR = 0.6  # the threshold of gettext's tools


class RewordedText(Struct, frozen=True):
    """The old and the new key of a text whose wording has changed."""

    before: Key
    now: Key


def reworded_texts(before: Catalog, now: Catalog) -> Iterator[RewordedText]:
    """Pairs of a removed text and the new text in its place; each new text at most once."""
    old_keys, new_keys = _keys(before), _keys(now)
    paired: set[Key] = set()
    for file, keys in _by_file(now).items():
        for old, new in _pairs(_by_file(before).get(file, []), keys):
            if old not in new_keys and new not in old_keys and new not in paired:
                paired.add(new)
                yield RewordedText(old, new)


def message_key(message: Message) -> Key:
    """The key of a message in a catalogue."""
    return message.context or "", message.id[0] if message.pluralizable else str(message.id)


def _keys(catalogue: Catalog) -> set[Key]:
    return {message_key(message) for message in catalogue if message.id}


def _by_file(catalogue: Catalog) -> dict[str, list[Key]]:
    keys: dict[str, list[Key]] = {}
    for message in catalogue:
        for file, _ in message.locations:
            keys.setdefault(file, []).append(message_key(message))
    return keys


def _pairs(before: list[Key], now: list[Key]) -> Iterator[tuple[Key, Key]]:
    for how, start, end, first, last in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if how != "replace":
            continue
        old, new = before[start:end], now[first:last]
        yield from zip(old, new, strict=True) if len(old) == len(new) else _similar_pairs(old, new)


def _similar_pairs(old: list[Key], new: list[Key]) -> Iterator[tuple[Key, Key]]:
    texts = {text: (context, text) for context, text in old}
    for key in new:
        for text in get_close_matches(key[1], texts, 1, _SIMILAR):
            yield texts[text], key

"""Updates the catalogues with the texts in code and templates, and keeps existing translations."""

import re
from copy import deepcopy
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, unescape, write_po

from portal.message_catalogues.domains import Domain
from portal.message_catalogues.reworded import RewordedText, reworded_texts
from tilekit.core.message_catalogues import ENGLISH

# Headers that change in every run, or that name the person who ran it.
_OMITTED_HEADERS = tuple(
    f'"{name}'.encode()
    for name in (
        "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
        "Language-Team", "Generated-By",
    )
)  # fmt: skip
_TEXT_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')


def update_catalogues(domain: Domain) -> None:
    """Write the template and every catalogue. Removed texts are dropped.

    If only the English wording changed, the translation stays and is marked as fuzzy until somebody has read it; fuzzy
    translations are not shown.
    """
    texts = domain.catalogue()
    changed = list(reworded_texts(_read(domain.template), texts)) if domain.template.exists() else []
    domain.template.write_bytes(as_po(texts))
    for file in domain.catalogues():
        language = file.parent.parent.name
        of_language = domain.catalogue(english=True) if language == ENGLISH else texts
        catalogue = updated(_read(file, language), of_language, changed)
        catalogue.header_comment = domain.heading
        file.write_bytes(as_po(catalogue))


def updated(catalogue: Catalog, texts: Catalog, changed: list[RewordedText]) -> Catalog:
    """The catalogue with exactly these texts. Translations of reworded texts (changed) are kept and marked fuzzy."""
    before = {change.now: _find(catalogue, change.before) for change in changed}
    catalogue.update(deepcopy(texts), no_fuzzy_matching=True)  # it uses the template's own messages
    for key, old in before.items():
        new = _find(catalogue, key)
        if old and new:
            _carry_over(old, new)
    for message in catalogue:
        _separate_earlier_text(message)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The file of a catalogue. Equal texts give equal bytes."""
    file = BytesIO()
    write_po(file, catalogue, width=0, include_lineno=False, ignore_obsolete=True, include_previous=True)
    return b"".join(line for line in file.getvalue().splitlines(keepends=True) if not line.startswith(_OMITTED_HEADERS))


def _read(file: Path, language: str | None = None) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def _find(catalogue: Catalog, key: tuple[str, str]) -> Message | None:
    context, text = key
    return catalogue.get(text, context or None)


def _carry_over(old: Message, new: Message) -> None:
    if old.pluralizable == new.pluralizable and _is_translated(old) and not _is_translated(new):
        new.string = old.string
        new.flags.add("fuzzy")
        new.previous_id = [old.id] if isinstance(old.id, str) else list(old.id)


def _separate_earlier_text(message: Message) -> None:
    """Babel reads the earlier text of a fuzzy translation as a comment. Nobody needs it once the new one is read."""
    lines = [comment.removeprefix("| ") for comment in message.user_comments if comment.startswith("| ")]
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("| ")]
    if message.fuzzy and lines:
        texts = re.split(r"^msgid(?:_plural)? ", "\n".join(lines), flags=re.MULTILINE)
        message.previous_id = ["".join(map(unescape, _TEXT_PIECE.findall(text))) for text in texts if text]


def _is_translated(message: Message) -> bool:
    return any(message.string or ())

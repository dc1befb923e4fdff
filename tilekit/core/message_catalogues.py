"""The catalogues with translations of messages."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations


MESSAGE_DOMAIN = "tilekit"
LOCALE = Path(__file__).resolve().parent.parent / "locale"
ENGLISH = "en"
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, struct.error)


def language_code(language: str) -> str:
    """The language code: "fr" for "fr-CA" and "fr_CA.UTF-8"."""
    code = re.split(r"[-_.@]", language, maxsplit=1)[0].lower()
    return code if code.isalpha() else ENGLISH


def has_translations(code: str) -> bool:
    """Whether there are translations for the language code; English needs none."""
    return code == ENGLISH or _catalogue_file(code).is_file()


@lru_cache(maxsize=8)
def catalogue_of(language: str) -> NullTranslations:
    """The translations into a language; empty if there is no readable catalogue."""
    import gettext  # slow import

    file = _catalogue_file(language_code(language))
    try:
        with file.open("rb") as opened:
            return gettext.GNUTranslations(opened)
    except FileNotFoundError:
        pass
    except _UNREADABLE:
        import logging  # slow import

        logging.getLogger(__name__).warning("%s cannot be read; texts stay English", file, exc_info=True)
    return gettext.NullTranslations()


def _catalogue_file(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / f"{MESSAGE_DOMAIN}.mo"

"""The texts of the command, in the language of the person at the terminal."""

import gettext
import os
import unicodedata
from argparse import ArgumentTypeError
from functools import lru_cache

from tilekit.core.message_catalogues import (
    ENGLISH,
    LOCALE,
    MESSAGE_DOMAIN,
    catalogue_of,
    has_translations,
    language_code,
)
from tilekit.core.messages import N_, Message, render

# The same variables in the same order as those of gettext.
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# The texts of argparse, which it looks up in the current gettext domain.
ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("one of the arguments %s is required"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)


def language() -> str:
    """The code of the language that the environment selects; English if that language is not available."""
    return _first_available(_requested_languages())


@lru_cache
def _first_available(languages: str) -> str:
    return next((code for code in map(language_code, languages.split(":")) if has_translations(code)), ENGLISH)


def activate_language(code: str = "") -> None:
    """Translate the texts of argparse. A code overrides the language of the environment."""
    if code:
        os.environ[_VARIABLES[0]] = code  # argparse reads it, and so do all child processes
    if all(
        catalogue_of(requested).info()
        for requested in map(language_code, _requested_languages().split(":"))
        if has_translations(requested)
    ):
        # Not if a catalogue is broken, because argparse would fail.
        gettext.bindtextdomain(MESSAGE_DOMAIN, str(LOCALE))
        gettext.textdomain(MESSAGE_DOMAIN)


def language_argument(code: str) -> str:
    """The code of an available language, for argparse. Raises ArgumentTypeError for another."""
    language = language_code(code)
    if not has_translations(language) or not code.lower().startswith(language):
        available = sorted({ENGLISH, *(folder.name for folder in LOCALE.iterdir() if has_translations(folder.name))})
        text = N_("tilekit is not available in {language}. Choose one of these languages: {languages}.")
        raise ArgumentTypeError(translated(text, language=repr(code), languages=tuple(available)))
    return code


def translated(text: str, **parameters: object) -> str:
    """The translation of a marked text, with its values."""
    return render(Message(text, parameters), language())


def display_width(text: str) -> int:
    """The width of the text in terminal columns; a Japanese character has a width of two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _requested_languages() -> str:
    return next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), ENGLISH)

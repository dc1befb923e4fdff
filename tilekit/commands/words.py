"""The texts of the command, in the language of the person at the terminal."""

import gettext
import os
import unicodedata
from argparse import ArgumentTypeError
from functools import lru_cache

from tilekit.core.messages import DOMAIN, ENGLISH, LOCALE, N_, Message, catalogue_of, is_spoken, letters, render

# The same variables in the same order as those of gettext.
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# What argparse says itself; it looks these texts up in the domain that is set.
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
    return _first_spoken(_asked())


@lru_cache
def _first_spoken(asked: str) -> str:
    return next((code for code in map(letters, asked.split(":")) if is_spoken(code)), ENGLISH)


def speak(code: str = "") -> None:
    """Translate the texts of argparse. A code overrides the language of the environment."""
    if code:
        os.environ[_VARIABLES[0]] = code  # where argparse looks, and every process that is started from here
    if all(catalogue_of(each).info() for each in map(letters, _asked().split(":")) if is_spoken(each)):
        # Not where a catalogue is broken: argparse would stop there.
        gettext.bindtextdomain(DOMAIN, str(LOCALE))
        gettext.textdomain(DOMAIN)


def language_named(code: str) -> str:
    """The code of an available language, for argparse. Raises ArgumentTypeError for another."""
    wanted = letters(code)
    if not is_spoken(wanted) or not code.lower().startswith(wanted):
        spoken = sorted({ENGLISH, *(folder.name for folder in LOCALE.iterdir() if is_spoken(folder.name))})
        text = N_("tilekit is not available in {language}. Choose one of these languages: {languages}.")
        raise ArgumentTypeError(said(text, language=repr(code), languages=", ".join(spoken)))
    return code


def said(text: str, **parameters: object) -> str:
    """The translation of a marked text, filled in."""
    return render(Message(text, parameters), language())


def columns(text: str) -> int:
    """The width of the text in terminal columns: a Japanese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _asked() -> str:
    return next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), ENGLISH)

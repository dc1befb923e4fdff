"""What the command says, in the language of the person at the terminal."""

import os

from tilekit.core.messages import Message, render

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """The two letters of the language that the environment asks for; English where it asks for none."""
    wanted = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "en")
    code = wanted.partition(".")[0].partition("_")[0].lower()
    return "en" if code in ("c", "posix", "") else code


def said(text: str, **parameters: object) -> str:
    """The translation of a marked text, filled in."""
    return render(Message(text, parameters), language())

"""Characters beyond ASCII and what may stand for them."""

import unicodedata

_SIGNS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‐": "-",
        "‑": "-", "−": "-", "…": "...", "→": "->", "←": "<-", "⇒": "=>", "•": "*", "·": "-", "×": "x", "®": "(R)",
        "™": "(TM)", "©": "(C)", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\ufeff": "",
        "\ufe0e": "", "\ufe0f": "",
        "½": "1/2", "≥": ">=", "≤": "<=",
    }
)  # fmt: skip
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "Æ": "AE", "Ø": "O", "Ł": "L"})


def first_beyond(text: str, limit: int = 0x7F) -> str:
    """The first character above the code point; "" where there is none."""
    if text.isascii():
        return ""
    return next((sign for sign in text if ord(sign) > limit), "")


def named(signs: str) -> str:
    """Characters as a message can show them: themselves, or the first as U+202E if it has no look of its own."""
    has_look = signs.isprintable() and not signs.isspace() and not unicodedata.category(signs[0]).startswith("M")
    return signs if has_look else f"U+{ord(signs[0]):04X}"


def plain(text: str) -> str:
    """Known signs in ASCII. Letters stay: they may be part of a name, which nobody else may spell otherwise."""
    return text.translate(_SIGNS)


def plain_letters(text: str) -> str:
    """The text in ASCII for an ID or the name of a file: accents dropped, what has no plain form stays."""
    return "".join(_bare(sign) for sign in plain(text).translate(_LETTERS))


def _bare(sign: str) -> str:
    letters = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return letters if letters.isascii() else sign

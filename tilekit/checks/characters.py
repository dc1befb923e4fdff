"""Characters beyond ASCII and their ASCII replacements."""

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
    """The first character above the code point; "" if there is none."""
    if text.isascii():
        return ""
    return next((sign for sign in text if ord(sign) > limit), "")


def visible_characters(signs: str) -> str:
    """Characters for a message: as they are, or the first as U+202E if it is not visible."""
    has_look = signs.isprintable() and not signs.isspace() and not unicodedata.category(signs[0]).startswith("M")
    return signs if has_look else f"U+{ord(signs[0]):04X}"


def to_ascii(text: str) -> str:
    """Known symbols in ASCII. Letters stay, because they may be part of a name."""
    return text.translate(_SIGNS)


def to_ascii_identifier(text: str) -> str:
    """The text in ASCII for an ID or a file name: without accents. Characters without an ASCII form stay."""
    return "".join(_bare(sign) for sign in to_ascii(text).translate(_LETTERS))


def _bare(sign: str) -> str:
    letters = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return letters if letters.isascii() else sign

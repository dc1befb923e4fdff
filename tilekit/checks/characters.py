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


def first_beyond_ascii(text: str) -> str:
    """The first character beyond ASCII; "" if there is none."""
    return next((character for character in text if not character.isascii()), "")


def visible_characters(characters: str) -> str:
    """The characters for a message. If they are not visible, the code point of the first one, such as U+202E."""
    has_look = (
        characters.isprintable()
        and not characters.isspace()
        and not unicodedata.category(characters[0]).startswith("M")
    )
    return characters if has_look else f"U+{ord(characters[0]):04X}"


def to_ascii(text: str) -> str:
    """The text with known symbols replaced by ASCII ones. Letters stay, because they may be part of a name."""
    return text.translate(_SIGNS)


def to_ascii_identifier(text: str) -> str:
    """The text in ASCII for an ID or a file name, without accents. Characters without an ASCII form stay."""
    return "".join(_without_accents(character) for character in to_ascii(text).translate(_LETTERS))


def _without_accents(character: str) -> str:
    letters = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return letters if letters.isascii() else character

"""Characters beyond ASCII and what may stand for them."""

import unicodedata

_KNOWN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‐": "-",
        "‑": "-", "−": "-", "…": "...", "→": "->", "←": "<-", "⇒": "=>", "•": "*", "·": "-", "×": "x", "®": "(R)",
        "™": "(TM)", "©": "(C)", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\ufeff": "", "ß": "ss",
        "æ": "ae", "ø": "o", "ł": "l", "Æ": "AE", "Ø": "O", "Ł": "L", "½": "1/2", "≥": ">=", "≤": "<=",
    }
)  # fmt: skip


def first_beyond(text: str, limit: int = 0x7F) -> str:
    """The first character above the code point; "" where there is none."""
    if text.isascii():
        return ""
    return next((sign for sign in text if ord(sign) > limit), "")


def plain(text: str) -> str:
    """Known signs in ASCII, accents dropped; what has no plain form stays."""
    known = text.translate(_KNOWN)
    return "".join(_bare(sign) for sign in known)


def _bare(sign: str) -> str:
    if sign.isascii():
        return sign
    letters = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return letters if letters.isascii() else sign

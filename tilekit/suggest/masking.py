"""Replaces secrets and personal data in raw logs, so that no sample contains them."""

import re

from tilekit.checks.listing.secrets import keys_in
from tilekit.checks.logs.masking import made_up_value
from tilekit.checks.logs.personal_data import personal_data

REDACTED = "REDACTED"
_NAMED_SECRET = re.compile(
    r"""((?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[_-]?key|app[_-]?key|access[_-]?key|private[_-]?key
    |credentials?|authorization|cookie|session(?:[_-]?id)?)["']?\s*[:=]\s*(?:"(?:Bearer|Basic|Token)\s|(?:Bearer|Basic|Token)\s|"|')?)
    (?!(?:null|none|true|false)\b)((?<=["'])[^"']+|[^\s"',;&}\])]{3,})""",
    re.IGNORECASE | re.VERBOSE,
)
_SHAPES = re.compile(
    r"(\b(?:Bearer|Basic) |://[^\s:/@]*:)([\w.~+/=-]{8,}|[^\s/@]+(?=@))|()(\beyJ[\w-]+\.[\w-]+\.[\w-]*)"
)


def masked(log: str) -> str:
    """The log with secrets, e-mail addresses, and phone and card numbers replaced; the log itself without any."""
    text = _NAMED_SECRET.sub(lambda match: match[1] + _mask(match[2]), log)
    text = _SHAPES.sub(lambda match: (match[1] or "") + REDACTED, text)
    for _, key in keys_in(text.encode("utf-8", "replace")):
        text = text.replace(key.decode("utf-8", "replace"), REDACTED)
    for number, (kind, value) in enumerate(dict.fromkeys(personal_data(text)), start=1):
        text = text.replace(value, made_up_value(value, kind, number))
    return text


def _mask(value: str) -> str:
    """A mask that keeps a number a number, because JSON has no quotation marks around it."""
    return "0" if value.isdecimal() else REDACTED

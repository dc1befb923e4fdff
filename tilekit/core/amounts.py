"""Amounts of US dollars: stored as plain decimal text (49, 1234.50), written by people in many ways."""

import re
from unicodedata import normalize

STORED_AMOUNT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_WHOLE = r"[1-9][0-9]{0,2}(?P<group>[ ,.])[0-9]{3}(?:(?P=group)[0-9]{3})*|[0-9]+"
_WRITTEN = re.compile(rf"(?P<whole>{_WHOLE})(?:(?P<point>[,.])(?P<cents>[0-9]+))?")
_TWO_WAYS = re.compile(r"(?P<whole>[1-9][0-9]{0,2})[,.](?P<cents>[0-9]{3})")
_DOLLARS = r"(?:US ?\$|\$ ?US|\$|USD|US dollars?|dollars?(?: US)?|米?ドル)"
_IN_DOLLARS = re.compile(rf"(?:{_DOLLARS} ?)?(?P<amount>.*?)(?: ?{_DOLLARS})?", re.IGNORECASE | re.DOTALL)
_OTHER_CURRENCY = re.compile(
    r"[€¥£₩₹₽₺₪₫฿₴₦₱円元]|\b[A-Z]{1,2} ?\$|\b(?!PER\b|USD\b)[A-Z]{3}\b"
    r"|(?i:\b(?:eur|gbp|jpy|chf|cad|aud|euros?|yens?|pounds?|francs?)\b)"
)
# Apostrophes between thousands, and the points that a Japanese keyboard types.
_SIGNS = str.maketrans({"'": " ", "’": " ", "ʼ": " ", "`": " ", "。": ".", "、": ","})
MAX_DOLLAR_DIGITS, COUNTED_DECIMALS = 9, 4
"""The most digits before the point, and the most decimals of a price per unit."""


def is_amount(text: str, decimals: int = 2) -> bool:
    """Whether the text is a stored amount above zero with at most this many decimals, and can't mean another one."""
    whole, _, cents = text.partition(".")
    is_stored = STORED_AMOUNT.fullmatch(text) is not None and not two_amounts(text)
    return is_stored and len(whole) <= MAX_DOLLAR_DIGITS and len(cents) <= decimals and text.strip("0.") != ""


def amount_text(price: str) -> str:
    """The price without cents if they are zero, otherwise with at least two decimals; empty if it isn't one."""
    if not is_amount(price, COUNTED_DECIMALS):
        return ""
    whole, _, cents = price.partition(".")
    return whole if not cents.strip("0") else f"{whole}.{cents:0<2}"


def plain_amount(typed: str) -> str:
    """What was typed without the sign or name of the dollar, with ordinary digits, and blanks between thousands."""
    text = " ".join(normalize("NFKC", typed).translate(_SIGNS).split())
    match = _IN_DOLLARS.fullmatch(text)
    return match["amount"] if match else text


def certain_amount(typed: str) -> str:
    """The amount as it is stored, if what was typed means the same in every country; "" if not.

    `1 250,50`, `1,250.50` and `$12.5` are certain, but `1,250` is not.
    """
    plain = plain_amount(typed)
    match = _WRITTEN.fullmatch(plain)
    if match is None or _TWO_WAYS.fullmatch(plain) or (match["point"] and match["point"] == match["group"]):
        return ""
    digits, cents = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0") or "0", match["cents"]
    return f"{digits}.{cents:0<2}" if cents else digits


def two_amounts(typed: str) -> tuple[str, str] | None:
    """The two amounts that the text can mean (`1,250`: 1250 and 1.25); None if it can't mean two.

    The second one has four decimals if it needs more than two, so that it isn't read in two ways itself.
    """
    match = _TWO_WAYS.fullmatch(plain_amount(typed))
    if match is None:
        return None
    whole, cents = match["whole"], match["cents"]
    return whole + cents, f"{whole}.{cents[:2] if cents.endswith('0') else cents + '0'}"


def other_currency(typed: str) -> str:
    """The sign or name of another currency next to a number (`1.250,50 EUR`: EUR); "" if there is none."""
    plain = plain_amount(typed)
    match = _OTHER_CURRENCY.search(plain)
    return match[0] if match and any(map(str.isdigit, plain)) else ""

"""Reads lengths of time as people write them, such as "2 weeks", "un mois" or 「三十日間」, as a number of days."""

import re
from collections.abc import Mapping
from unicodedata import normalize

_DAYS_BY_UNIT: Mapping[int, str] = {
    1: "d day days j jour jours 日 日間 tag tage tagen día días",
    7: "w wk week weeks semaine semaines 週 週間 woche wochen semana semanas",
    14: "fortnight fortnights",
    15: "quinzaine quinzaines",
    30: "mo month months mois か月 ヶ月 カ月 ヵ月 ケ月 箇月 か月間 ヶ月間 カ月間 ヵ月間 ケ月間 月間 "
    "monat monate monaten mes meses",
    365: "y year years an ans année années 年 年間 jahr jahre jahren año años",
}
_DAYS = {word: days for days, words in _DAYS_BY_UNIT.items() for word in words.split()}
_NUMBER_WORDS: tuple[str, ...] = (
    "a an one un une ein eine einen uno una", "two deux zwei dos", "three trois drei tres", "four quatre vier cuatro",
    "five cinq fünf cinco", "six sechs seis", "seven sept sieben siete", "eight huit acht ocho", "nine neuf neun nueve",
    "ten dix zehn diez",
)  # fmt: skip
_NUMBER_BY_WORD = {word: number for number, words in enumerate(_NUMBER_WORDS, start=1) for word in words.split()} | {
    "fourteen": 14, "quatorze": 14, "vierzehn": 14, "catorce": 14, "fifteen": 15, "quinze": 15, "twenty": 20,
    "vingt": 20, "thirty": 30, "trente": 30, "dreißig": 30, "treinta": 30, "forty-five": 45, "sixty": 60,
    "soixante": 60, "ninety": 90, "quatre-vingt-dix": 90,
}  # fmt: skip
_NONE = frozenset("none no aucun aucune sans keine kein ninguna なし 無し 無".split())
_KANJI = {digit: number for number, digit in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = r"[〇一二三四五六七八九]?十?[一二三四五六七八九]?"
_LENGTH = re.compile(
    rf"(?P<number>\d{{1,9}}(?:[.,]0{{1,2}})?|(?=[〇一二三四五六七八九十]){_KANJI_NUMBER}|[^\W\d_]+(?:-[^\W\d_]+)*(?=\s))?"
    r"\s*-?\s*(?P<unit>[^\W\d_]*)\.?"
)


def day_count(typed: str) -> int | None:
    """The whole days that a text means; None for other texts. A month has 30 days."""
    text = normalize("NFKC", typed).strip().lower()
    if text in _NONE:
        return 0
    match = _LENGTH.fullmatch(text)
    if match is None:
        return None
    number, days = _number(match["number"]), _DAYS.get(match["unit"], 0 if match["unit"] else 1)
    is_complete = bool(match["number"] or match["unit"]) and (match["unit"] or (match["number"] or "")[:1].isdecimal())
    return number * days if number is not None and days and is_complete else None


def _number(word: str | None) -> int | None:
    """The number of a word or digits; 1 without one."""
    if not word:
        return 1
    if word[0].isdecimal():
        return int(re.split(r"[.,]", word)[0])
    return _NUMBER_BY_WORD.get(word, _kanji_number(word))


def _kanji_number(word: str) -> int | None:
    if not set(word) <= {*_KANJI, "十"}:
        return None
    tens, ten, ones = word.partition("十")
    digits = [_KANJI.get(part) if part else None for part in (tens, ones)]
    if not ten:
        return digits[0]
    return (1 if digits[0] is None else digits[0]) * 10 + (digits[1] or 0)

"""Names of months and days in dates, by language: `date_name_pattern("month", "fr", is_long=True)`.

Short names may end in a full stop, because newer versions of the platform's data have one.
"""

import re
from functools import lru_cache

_LONG_NAMES = {
    "en": "january february march april may june july august september october november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
}
# Alternatives are separated by a vertical bar.
_SHORT_NAMES = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "de": "jan feb mrz/mär/märz apr mai jun/juni jul/juli aug sep/sept okt nov dez",
    "es": "ene feb mar abr may jun jul ago sep/sept oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "ja": _LONG_NAMES["ja"],
}
_LONG_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
}
_SHORT_DAYS = {
    "en": "mon tue wed thu fri sat sun",
    "fr": "lun mar mer jeu ven sam dim",
    "de": "mo di mi do fr sa so",
    "es": "lun mar mié jue vie sáb dom",
    "it": "lun mar mer gio ven sab dom",
    "pt": "seg ter qua qui sex sáb dom",
    "nl": "ma di wo do vr za zo",
    "ja": "月 火 水 木 金 土 日",
}
_BY_KIND = {"month": (_LONG_NAMES, _SHORT_NAMES), "day": (_LONG_DAYS, _SHORT_DAYS)}


def date_name_pattern(kind: str, locale: str, *, is_long: bool) -> str | None:
    """The pattern of the names of a "month" or "day" in the language of a locale; None for an unknown language.

    A pattern for long names also matches short ones, as on the platform.
    """
    language = re.split("[-_]", locale)[0].lower()
    long, short = (names.get(language, "") for names in _BY_KIND[kind])
    if not short:
        return None
    stop = "" if language == "en" else r"\.?"
    longest_first = sorted(re.split("[ /]", f"{long} {short}" if is_long else short), key=len, reverse=True)
    return f"(?i:{'|'.join(longest_first)}){stop}"


def month_of(name: str) -> int:
    """1 to 12 for the name of a month in any of the languages. No name means different months in two languages."""
    return _months()[name.lower().rstrip(".")]


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    tables = (*_LONG_NAMES.values(), *_SHORT_NAMES.values())
    return {name: at for names in tables for at, one in enumerate(names.split(" "), start=1) for name in one.split("/")}

"""Parts of AC-025: options of the spec that are defined twice, and values that contradict their definition."""

import re
from collections.abc import Iterator

from tilekit.checks.agent.spec_file import Option, Spec
from tilekit.checks.finding import RawFinding
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

# Without a unit, because a number of minutes may be written in seconds.
_DEFAULT = re.compile(r"\b(?:the )?default(?: value)?(?: is|:)|\bdefaults to", re.IGNORECASE)
_VALUE = re.compile(
    r"\s+[`\"']?(?P<value>[Tt]rue|[Ff]alse|\d[\d,]*(?:\.\d+)?)[`\"']?(?=[.;)]?(?:\s*$|\s*\n|\s+[A-Z(]))"
)
_TWICE = N_("The spec defines {value} twice. Remove one, or correct its name.")
_NO_TEXT = N_("The example of {value} is {shown}, but the type is string. Put it in quotation marks.")
_OTHER_DEFAULT = N_("The description of {value} says that the default is {said}, but it is {shown}. Correct one.")
_OUTSIDE = N_("The example of {value} is {shown}, but its {limit} is {bound}. Correct one of them.")


def repeated_options(spec: Spec) -> Iterator[RawFinding]:
    """Options with the name of an earlier one at the same place."""
    seen = set[tuple[str, str]]()
    for option in spec.options():
        key = (option.pointer.rpartition("/")[0], option.name)
        if option.name and not option.template and key in seen:
            yield spec.finding(f"{option.pointer}/name", option.name, message=_TWICE)
        seen.add(key)


def contradictions_in(spec: Spec, option: Option) -> Iterator[RawFinding]:
    """An example that does not fit the type, the limits or the description of the option."""
    example, pointer = option.inner.get("example"), f"{option.pointer}/value/example"
    if option.inner.get("type") == "string" and isinstance(example, int | float) and "example" in option.inner:
        yield spec.finding(pointer, option.name, message=_NO_TEXT, shown=_shown(example))
    for limit, sign in (("minimum", 1), ("maximum", -1)):
        bound = option.inner.get(limit)
        if _is_number(example) and _is_number(bound) and sign * float(str(example)) < sign * float(str(bound)):
            place = f"{option.pointer}/value/{limit}"
            yield spec.finding(place, option.name, message=_OUTSIDE, shown=_shown(example), limit=limit, bound=bound)
    shown = next((option.inner[key] for key in ("display_default", "default", "example") if key in option.inner), None)
    said = _default_in(text(option.value.get("description")))
    if said and isinstance(shown, bool | int | float) and not _is_same(said, shown):
        place = f"{option.pointer}/description"
        yield spec.finding(place, option.name, message=_OTHER_DEFAULT, said=said, shown=_shown(shown))


def _default_in(description: str) -> str:
    """The plain default that a description states; "" if it states none, or several."""
    matches = [_VALUE.match(description, match.end()) for match in _DEFAULT.finditer(description)]
    return matches[0]["value"].replace(",", "").lower() if len(matches) == 1 and matches[0] else ""


def _is_same(said: str, shown: Json) -> bool:
    if isinstance(shown, bool):
        return said == _shown(shown)
    return said not in ("true", "false") and float(said) == float(str(shown))


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""AC-057: licences and versions of Python in pyproject.toml that customers can't accept or use."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.package_files import PROJECT, parsed_project
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import text_of
from tilekit.checks.registry import check
from tilekit.checks.wheels.metadata import COPYLEFT
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text, value_at

_OLD_PYTHON = re.compile(r"(?<![\d.])2(?:\.\d+)?\b|<\s*3(?:\.0)?\b|<=?\s*3\.[0-9](?:\.|\b)")
_OLD_CLASSIFIER = "Programming Language :: Python :: 2"
_NO_PYTHON = N_("The project is for {value}, but the Agent runs a newer version of Python 3. Require >=3.13.")


@check(
    code="AC-057",
    name=N_("Licence or Python version that does not fit the Agent"),
    severity=Severity.WARNING,
    message=N_("The project has the licence “{value}”. Ask your legal team whether you can use this licence."),
    starts_observed=True,
    applies_to="pyproject.toml",
    expected=N_("The licence is not a known copyleft licence, and the project runs with the Agent's Python 3"),
    bad='license = "AGPL-3.0-only", requires-python = ">=2.7"',
    good='license = "BSD-3-Clause", requires-python = ">=3.13"',
)
def fits_agent(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """WH-011 and WH-019 check the same in a wheel."""
    document = parsed_project(bundle)[0]
    listed = value_at(document, "/project/license")
    licences = [text(listed) or text(value_at(listed, "/text"))]
    classifiers = [text(one) for one in elements(value_at(document, "/project/classifiers"))]
    licences += [one for one in classifiers if one.startswith("License")]
    if licence := next(filter(COPYLEFT.search, licences), ""):
        yield _at(bundle, licence[:80])
    required = text(value_at(document, "/project/requires-python"))
    old = required if _OLD_PYTHON.search(required) else next(filter(_OLD_CLASSIFIER.__eq__, classifiers), "")
    if old:
        yield _at(bundle, old, message=_NO_PYTHON)


def _at(bundle: Bundle, value: str, *, message: str = "") -> RawFinding:
    source = text_of(bundle, PROJECT)
    place = source.position(max(source.text.find(value), 0))
    return finding(file=PROJECT, line=place.line, column=place.column, value=value, message=message)

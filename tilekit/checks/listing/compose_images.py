"""GEN-016: images of test environments without a version."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_COMPOSE = re.compile(r"(?:.*/)?(?:docker-)?compose[\w.-]*\.ya?ml")
_IMAGE = re.compile(r"^\s*image:\s*[\"']?(?P<image>[\w./-]+:latest)[\"']?\s*(?:#.*)?$")


@check(
    code="GEN-016",
    name=N_("Image without a version"),
    severity=Severity.ADVICE,
    message=N_("{value} is another image tomorrow. Name a version, so that the tests give the same result."),
    applies_to="docker-compose.yml",
    expected=N_("Images of test environments have a version other than latest"),
    bad="image: acme/server:latest",
    good="image: acme/server:4.2",
)
def names_versions_of_images(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for path in bundle.files:
        if _COMPOSE.fullmatch(path):
            for number, line in enumerate(text_of(bundle, path).lines, start=1):
                if match := _IMAGE.match(line):
                    yield finding(file=path, line=number, column=match.start("image") + 1, value=match["image"])

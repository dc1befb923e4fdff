"""AC-058 and AC-059: hosts and people of the vendor in the example configuration, the code and its tests."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.context import Context
from tilekit.checks.domains import is_internal_host
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.logs.masking import MAIL, PHONE
from tilekit.checks.logs.personal_data import personal_data
from tilekit.checks.manifest.author import FREE_MAIL, is_personal_name
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_EXAMPLE_FILE = "conf.yaml.example"
_HOST_NAME = re.compile(r"(?<![\w.@<-])(?:[a-z0-9][a-z0-9-]*\.){2,}[a-z]+(?![\w.>-])", re.IGNORECASE)
_NO_REAL_VALUE = re.compile(
    r"example|your|my|company|corp\.com|host|server|domain|namespace|service|cluster|svc|docker|foo|acme|test",
    re.IGNORECASE,
)
_FILES = re.compile(r"(?:tests|datadog_checks)/.*\.(?:py|ya?ml|json|txt|log|ini|conf|cfg|toml|sh|md|example)")
_MADE_UP = re.compile(r"(?:john|jane|first|jdoe|some|user|test|demo|sample)[._]|.*[._](?:doe|name|user|test)\b")
_CALLED = re.compile(r"\b(?:call|cell|mobile|phone|tel(?:ephone)?)\b", re.IGNORECASE)
_SHORTEST_NAME = 4
_LONGEST_FILE = 200_000


@agent_source_check(
    "AC-058",
    Severity.WARNING,
    N_("{value} is a host of your own network. Use localhost, or a placeholder such as <HOST>."),
    name=N_("Internal host in the example configuration"),
    starts_observed=True,
    applies_to="conf.yaml.example",
    expected=N_("Values and comments name hosts that customers have, or placeholders"),
    bad="url: http://mq01.prod.larkspur.internal:8080",
    good="url: http://localhost:8080",
)
def names_no_own_hosts(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """Hosts on a domain that only exists in one network, with a number or a name of the vendor."""
    for path, content in source.data.items():
        for number, line in enumerate(content.splitlines(), 1) if path.endswith(_EXAMPLE_FILE) else ():
            for match in _HOST_NAME.finditer(line):
                if _is_own_host(match[0], bundle):
                    yield source.hit(path, number, match.start() + 1, value=match[0])


def _is_own_host(host: str, bundle: Bundle) -> bool:
    if not is_internal_host(host) or _NO_REAL_VALUE.search(host):
        return False
    labels = [label for label in host.split(".") if len(label) >= _SHORTEST_NAME]
    return any(map(str.isdecimal, host)) or any(map(own_names_of(bundle).has_product, labels))


@check(
    code="AC-059",
    name=N_("Personal data in the code or its tests"),
    severity=Severity.ADVICE,
    message=N_("{value} looks like the address or number of a real person. Replace it with a made-up one."),
    starts_observed=True,
    applies_to="tests, datadog_checks",
    expected=N_("Comments, tests and their data contain no addresses or telephone numbers of real people"),
    bad="# Ask martin.huber@larkspurmq.io",
    good="user@example.com",
)
def contains_no_people(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Mailboxes named after a person or at a free provider, and telephone numbers next to a word for one."""
    for path in sorted(filter(_FILES.fullmatch, bundle.files)):
        data = bundle.files[path][:_LONGEST_FILE]
        if b"@" in data or b"+" in data:
            for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
                for value in dict.fromkeys(_people(line)):
                    yield finding(file=path, line=number, column=line.find(value) + 1, value=value)


def _people(line: str) -> Iterator[str]:
    for kind, value in personal_data(line) if "@" in line or "+" in line else ():
        name, _, host = value.lower().partition("@")
        is_person = kind == MAIL and not _MADE_UP.match(name) and (host in FREE_MAIL or is_personal_name(name))
        if is_person or (kind == PHONE and _CALLED.search(line)):
            yield value

"""XC-041, XC-043 and XC-045: ports, numbers of assets and operating systems in the README."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import example_config
from tilekit.checks.agent.source import source_of
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, spec_of
from tilekit.checks.assets import assets
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.known_tags import SUPPORTED_OS, tag_values
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.metrics.listed_metrics import listed_metrics, lists_all_metrics
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.parse.text import matches_in

_URL_WITH_PORT = re.compile(r"\bhttps?://[^\s/'\"<>:]+:(?P<port>\d{2,5})\b")
_INSTANCE = re.compile(r"^\s*(?:- )?(?P<name>[a-z]\w*): *[\"']?https?://[^\s/'\"<>:]+:(?P<port>\d{2,5})\b")
_OF_METRICS = r"metrics?|openmetrics|prometheus|statistics|stats|exporter|monitoring"
# “serves its metrics on port 9477”, and `metrics.openmetrics.port=8404` in a file of the product.
_PORT = re.compile(
    rf"\b(?:{_OF_METRICS})\b[^.\n]{{0,60}}?\b(?:on|at|to|through) (?:the )?(?:TCP )?port `?(?P<said>\d{{2,5}})\b"
    rf"|\b(?:{_OF_METRICS})[\w.]*[._]port\s*[=:]\s*(?P<set>\d{{2,5}})\b",
    re.IGNORECASE,
)
# The same page of the product in a sentence.
_LOCAL_ADDRESS = re.compile(r"\bhttps?://(?:localhost|127\.0\.0\.1):(?P<port>\d{2,5})(?P<path>/[\w./-]*\w)")
_OTHER_IN_SPEC = N_("The spec uses port {value}, but the other examples use {port}. Use the same port.")
_COUNT_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_ASSET_KINDS_BY_WORD = {
    "dashboards": "dashboards",
    "monitor": "monitors",
    "monitors": "monitors",
    "detection": "detection_rules",
    "saved": "saved_views",
    "metrics": "metrics",
}
_COUNTED = re.compile(
    rf"(?<![\w/.-])(?P<number>\d{{1,4}}|{'|'.join(_COUNT_WORDS)})(?: (?:ready-made|out-of-the-box|prebuilt|predefined"
    r"|preset|sample|recommended|default))? "
    r"(?P<kind>dashboards|monitor templates|monitors|detection rules|saved views|metrics)\b",
    re.IGNORECASE,
)
_INCLUDED = re.compile(
    r"\b(?:includ\w+|collects?|comes? with|contains?|ships? with|provid\w+|installed|offers?)\b", re.IGNORECASE
)
_OS = re.compile(r"\b(?P<linux>Linux)\b|\b(?P<windows>Windows)\b|\b(?P<macos>macOS|Mac OS X?|OS X)\b")
_RUNS_ON = re.compile(
    r"\b(?:[Oo]n|for|under) (?:(?:Linux|Windows|macOS)(?:,? (?:and|or) |, ))*(?:Linux|Windows|macOS)\b"
)
_ONLY_ON = re.compile(
    r"\b(?:check|integration|package)\b[^.]{0,30}"
    r"\b(?:(?:on|for|supports) (?P<after>Linux|Windows|macOS)(?: hosts?)? only"
    r"|only (?:on|for|supports|runs on|works on) (?P<before>Linux|Windows|macOS))\b"
)
_NOT_ON = re.compile(
    r"\b(?P<before>Linux|Windows|macOS)(?: hosts?)? (?:is|are) (?:not|un)(?: yet| currently)? ?supported\b"
    r"|\b(?:check|integration|package)\b[^.]{0,20}\b(?:does not|doesn't|cannot|can't|is not) (?:yet )?"
    r"(?:support|(?:run|work|supported|available|tested) (?:on|for|with)) (?P<after>Linux|Windows|macOS)\b"
    r"(?=(?: hosts?)?(?:[.,;)]|$| and | or | yet))"
)
_ALSO_DECLARED = N_("The README says “{value}”, but the listing also has Supported OS {other}. Correct one of them.")
_SYSTEMS = ("linux", "windows", "macos")
_OTHER_COMPUTER = re.compile(
    r"\b(?:not|except|unlike|only|restart|browser|desktop|client|console|docs?|guide)\b", re.IGNORECASE
)
# A requirement. Commands and paths of another system are often general.
_ABOUT_AGENT = re.compile(
    r"\bAgent v?\d[\w.+]*(?:,? | or later )(?:on|for)\b|\bor (?:later|newer|higher|above),? (?:on|for)\b"
    r"|\b(?:supports?|supported|runs|available) (?:on )?",
    re.IGNORECASE,
)


@readme_check(
    "XC-041",
    Severity.WARNING,
    N_("The README names port {value}, but the configuration examples use {port}. Use the same port."),
    name=N_("Different ports in the README and the configuration"),
    applies_to=N_("README, spec.yaml, conf.yaml.example"),
    expected=N_("The port of the metrics is the same in the README, the spec and the example configuration"),
    bad="“metrics on port 9090”, but http://localhost:9477/metrics",
    good="“metrics on port 9477”",
)
def names_own_port(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """All examples of the address of one option have the same port, and the README explains this port.

    The address that differs from all others is reported.
    """
    in_spec, in_example, in_readme = _ports_in_spec(bundle), _ports_in_example(bundle), [*_ports_in_readme(readme)]
    in_files = [*((name, port) for name, (_, port) in in_spec.items()), *in_example.items()]
    ports = Counter(port for _, port in (*in_files, *((name, port) for _, name, port in in_readme)))
    usual = ports.most_common(1)[0][0] if in_files else ""
    for number, name, port in in_readme:
        others = {other for option, other in in_files if option == name}
        if len(others) == 1 and port not in others:
            yield readme.finding(number, value=port, port=next(iter(others)))
    spec = spec_of(bundle)
    for name, (pointer, port) in in_spec.items() if spec else ():
        example = in_example.get(name, port)
        if spec and example != port and ports[example] >= ports[port]:
            yield spec.finding(pointer, port, port=example, message=_OTHER_IN_SPEC)
    for number, match in matches_in(readme.markdown.lines, _PORT, ("port",)) if len(ports) == 1 and usual else ():
        said = match["said"] or match["set"]
        if said != usual and usual not in match.string:
            yield readme.finding(number, match.start() + 1, value=said, port=usual)
    yield from _other_addresses(readme, bundle)


def _other_addresses(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Addresses in sentences that have the path of an example, but another port."""
    source = source_of(bundle)
    example = example_config(source) if source else None
    ports: dict[str, set[str]] = {}
    for match in _LOCAL_ADDRESS.finditer("\n".join(example.lines)) if example else ():
        ports.setdefault(match["path"], set()).add(match["port"])
    for number, match in matches_in(readme.markdown.lines, _LOCAL_ADDRESS, ("localhost", "127.0.0.1")) if ports else ():
        others = ports.get(match["path"], set())
        if number not in readme.markdown.fenced_lines and others and match["port"] not in others:
            yield readme.finding(number, match.start() + 1, value=match["port"], port=min(others))


def _ports_in_spec(bundle: Bundle) -> dict[str, tuple[str, str]]:
    """Option -> pointer and port of its example."""
    spec, examples = spec_of(bundle), list[tuple[str, str, Json]]()
    for section in EXAMPLE_SECTIONS if spec else ():
        for option in spec.own_options(section) if spec else ():
            examples.append((option.name, f"{option.pointer}/value/example", option.inner.get("example")))
        examples += spec.overridden(section, "value.example") if spec else ()
    matches = ((name, pointer, _URL_WITH_PORT.match(text(value))) for name, pointer, value in examples)
    return {name: (pointer, match["port"]) for name, pointer, match in matches if match}


def _ports_in_example(bundle: Bundle) -> dict[str, str]:
    source = source_of(bundle)
    example = example_config(source) if source else None
    matches = map(_INSTANCE.match, example.lines) if example else ()
    return {match["name"]: match["port"] for match in matches if match}


def _ports_in_readme(readme: MarkdownText) -> Iterator[tuple[int, str, str]]:
    """(line, option, port) of the addresses in examples of the configuration."""
    for fence in readme.markdown.fences:
        code = readme.markdown.lines[fence.line : fence.end_line - 1]
        if any(line.strip().startswith("instances:") for line in code):
            for number, line in enumerate(code, start=fence.line + 1):
                if match := _INSTANCE.match(line):
                    yield number, match["name"], match["port"]


@readme_check(
    "XC-043",
    Severity.ADVICE,
    N_("The text says “{value}”, but the listing has {number}. Correct the text."),
    name=N_("Wrong number of assets in the README"),
    applies_to=N_("README, assets"),
    expected=N_("A text that says how many dashboards, monitors, rules or views are included gives their number"),
    bad="“includes three dashboards”, but there is one",
    good="“includes a dashboard”",
)
def counts_own_assets(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    for number, match, count, included in counted_assets(readme.markdown.prose, bundle):
        if count != included and _INCLUDED.search(match.string):
            yield readme.finding(number, match.start() + 1, value=match[0], number=included)


def counted_assets(lines: Sequence[str], bundle: Bundle) -> Iterator[tuple[int, re.Match[str], int, int]]:
    """(line, match, number in the text, number in the listing) for each kind of asset that the lines count."""
    for number, match in matches_in(lines, _COUNTED, _ASSET_KINDS_BY_WORD):
        kind, word = _ASSET_KINDS_BY_WORD[match["kind"].lower().partition(" ")[0]], match["number"].lower()
        count = int(word) if word.isdecimal() else _COUNT_WORDS[word]
        yield number, match, count, _number_of(kind, count, bundle)


def _number_of(kind: str, count: int, bundle: Bundle) -> int:
    """The number of assets of a kind. A text may count some of the metrics, but no more than there are."""
    if kind != "metrics":
        return len(assets(bundle, kind))
    return min(count, len(listed_metrics(bundle))) if lists_all_metrics(bundle) else count


@readme_check(
    "XC-045",
    Severity.WARNING,
    N_("The README mentions {value}, which is not a Supported OS of the listing. Add the tag or correct the text."),
    name=N_("Operating system that is not declared"),
    applies_to=N_("README, manifest"),
    expected=N_("The operating systems of the Agent that the README names are among the tags Supported OS"),
    bad="“Agent 7 on Linux or Windows” without Supported OS::Windows",
    good="Supported OS::Windows",
)
def names_supported_systems(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Requirements, such as “Agent 7 on Linux”, name only declared systems."""
    manifest = readable_manifest(bundle)
    declared = {value.lower() for value in tag_values(manifest, SUPPORTED_OS)} if manifest else set()
    reported = set[str]()
    for number, match in (
        matches_in(readme.markdown.prose, _RUNS_ON, _SYSTEMS) if declared and "any" not in declared else ()
    ):
        if _OTHER_COMPUTER.search(match.string) or not _ABOUT_AGENT.search(match.string):
            continue
        for system in _OS.finditer(match[0]):
            name = str(system.lastgroup)
            if name not in declared and name not in reported:
                reported.add(name)
                yield readme.finding(number, match.start() + 1, value=system[0])
    for number, match in matches_in(readme.markdown.prose, _ONLY_ON, _SYSTEMS) if manifest else ():
        others = declared & {*_SYSTEMS} - {(match["after"] or match["before"]).lower()}
        if manifest and others:
            other = next(name for name in tag_values(manifest, SUPPORTED_OS) if name.lower() in others)
            yield readme.finding(number, match.start() + 1, value=match[0], message=_ALSO_DECLARED, other=other)
    for number, match in matches_in(readme.markdown.prose, _NOT_ON, _SYSTEMS):
        if (match["after"] or match["before"]).lower() in declared:
            other = match["after"] or match["before"]
            yield readme.finding(number, match.start() + 1, value=match[0], message=_ALSO_DECLARED, other=other)

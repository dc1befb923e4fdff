"""RM-047 to RM-049: examples and commands that customers copy."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.kind import has_agent_check
from tilekit.core.messages import N_
from tilekit.core.versions import version_numbers
from tilekit.parse.annotation_json import configured_checks
from tilekit.parse.code_examples import faulty_line
from tilekit.parse.markdown.parts import Fence
from tilekit.parse.text import matches_in
from tilekit.sections.overview import Overview
from tilekit.sections.release_notes import ReleaseNotes

_SHELL = r"(?:sudo\s+(?:-\w+\s+)*)?(?:/\S*/)?(?:ba|z|da|k)?sh\b|python3?\b|iex\b|Invoke-Expression\b"
_SCRIPT = r"(?:sudo\s+)?(?:(?:/\S*/)?(?:ba|z|da|k)?sh\s+[\w./-]+|\./\S+)"
_DOWNLOAD = r"(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b"
_RUN_DOWNLOAD = re.compile(
    rf"{_DOWNLOAD}[^|\n`]*https?://[^\n`]*?\|\s*(?:{_SHELL})(?!\s+-[cm]\b)"
    rf"|{_DOWNLOAD}[^|\n`]*https?://[^|\n`]*(?:&&|;)\s*(?:{_SCRIPT})"
    rf"|(?:{_SHELL}|\bsource\b|\beval\b|\.)\s+(?:-\w+\s+)*[\"']?(?:<\(|\$\(|`)\s*{_DOWNLOAD}[^\n]*https?://[^\n]*"
    r"|(?:iex|Invoke-Expression)\b[^\n]*\.DownloadString\([^\n]*https?://[^\n]*"
    r"|\.DownloadString\([^\n|]*https?://[^\n|]*\|\s*(?:iex|Invoke-Expression)\b",
    re.IGNORECASE,
)
# Each is in a command that downloads something; searching for them is much faster.
_MAX_COMMAND = 1_500
_DOWNLOADS = ("curl", "wget", "iwr", "irm", "Invoke-", "DownloadString")
_NOT_CLOSED = N_(
    "This code block contains the start of another one, so it is probably not closed. Add a line with {value} at the "
    "end of the code."
)
_ABOUT_CHECKS = ("agent", ".d/", ".d\\", ".d`", "checks", "check_names", "datadog.conf")
# The platform's own installation scripts, which its documentation recommends.
_OF_PLATFORM = re.compile(r"https?://(?:[\w-]+\.)*(?:datadoghq\.(?:com|eu)|ddog-gov\.com)/|/dd-agent/|datadog/")
OLD_COMMAND = re.compile(
    r"\bdocker-dd-agent\b|/etc/init\.d/datadog-agent\b|/etc/dd-agent\b|/opt/datadog-agent/agent/(?:agent\.py|checks\.d)\b"
    r"|\bdd-agent\s+(?:check|info|status|configcheck)\b"
    r"|\bservice datadog-agent (?:info|configcheck)\b|\bdatadog-agent info\b|\bagent\.py check\b"
    r"|(?<!\.d/)\bdatadog\.conf\b"
)
_NOT_OF_AGENT = re.compile(r"/etc/datadog/(?=conf\.d|checks\.d|datadog\.yaml|auth_token)")
_OTHER_FOLDER = N_("The Agent has no folder {value}. Its files are in /etc/datadog-agent/.")
# Folders of the system and of the Agent, which belong to no check.
_SYSTEM_FOLDERS = r"(?:checks|conf|cron|init|limits|logrotate|modprobe|profile|rsyslog|sudoers|sysctl|system)\.d\b"
_OF_CHECK = re.compile(
    r"(?:datadog-agent|agent\.exe[\"']?|`agent|-- agent) check +(?:-\S+ +)*(?P<command>[a-z]\w*)|"
    r"\bintegration (?:install|remove|show) (?:-\S+ +)*(?P<package>datadog-[a-z][\w-]*|[a-z][\w-]*(?===))|"
    r"(?<![\w<>.-])(?P<file>[a-z]\w*)\.d[/\\]conf\.yaml|"
    rf"\b(?:folder|directory) [`*\"]+(?!{_SYSTEM_FOLDERS})(?P<folder>[a-z]\w*)\.d[`*\"]|"
    rf"[`*\"](?!{_SYSTEM_FOLDERS})(?P<named_folder>[a-z]\w*)\.d/?[`*\"]+ (?:folder|directory)\b|"
    r"\bcheck_names\\?[\"']?\s*[:=]\s*\\?[\"']?\[\s*\\?[\"'](?P<annotation>[a-z]\w*)\\?[\"']\s*\]|"
    r"\b(?:look|search|check) for [`*\"]*([a-z]\w*)[`*\"]* (?:under|in) (?:the )?[`*\"]*(?:Running )?Checks\b"
)
_OF_ONE_CHECK = ("command", "file", "folder", "named_folder")
# The text explains what has changed since Agent 5.
_ABOUT_UPGRADE = re.compile(
    r"\b(?:upgrad|migrat|used\b|formerly|no longer|instead of|before Agent)|\bAgent v?[567]\b.*\bAgent v?[567]\b"
    r"|/etc/datadog-agent",
    re.IGNORECASE,
)
_WITH_PIP = N_(
    "Customers install the package with the Agent's command. Use datadog-agent integration install -t {value}."
)
_OF_PARTNER = re.compile(r"\bintegration install (?!(?:[^\n`]* )?-)(?P<package>datadog-(?P<name>[a-z][\w-]*))")
_WITHOUT_OPTION = N_("The Agent installs packages of partners only with the option -t. Add it before {value}.")
_OTHER_CHECK = N_("This command or path is for {value}, another check. Use {name}.")
_OTHER_PACKAGE = N_("The package of the check is {name}, not {value}. Correct the command.")
_PIP_INSTALL = re.compile(r"\bpip3? install (?:-\S+ )*(?P<package>datadog-(?P<name>[\w-]+))")
_PACKAGE = "datadog-"
_PINNED = re.compile(r"\bdatadog-(?P<name>[\w-]+)==(?P<version>\d+\.\d+\.\d+)\b")
_ABOUT_OLDER = re.compile(
    r"\b(?:older|earlier|previous|before|below|legacy|prior|for example|such as)\b|<\s*\d", re.IGNORECASE
)
# Checks of the Agent that collect data for others.
_GENERAL_CHECKS = frozenset((
    "openmetrics", "prometheus", "jmx", "http_check", "tcp_check", "ssh_check", "dns_check", "process", "disk",
    "network", "journald", "snmp", "docker", "container", "kubelet", "go_expvar", "windows_service", "win32_event_log",
    "custom", "statsd", "logs", "tls", "cpu", "load", "memory", "directory", "otlp", "wmi_check", "systemd",
    "kubernetes",
))  # fmt: skip


@readme_check(
    "RM-047",
    Severity.WARNING,
    N_("This code block can't be parsed as {value}. Correct the code, or the language after the three backticks."),
    name=N_("Code block that is not valid in its language"),
    expected=N_("Code blocks in JSON, YAML, Python, shell, TOML and XML can be parsed, apart from placeholders"),
    bad='```json and {"port": 8080,}',
    good='```json and {"port": 8080}',
)
def has_valid_examples(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Code blocks can be parsed as the language that they name. RM-037 reports blocks that are not closed."""
    for fence in text.markdown.fences:
        other = _start_of_another(text, fence) if fence.is_closed else 0
        if other:
            raw_finding = text.finding(fence.line, value=fence.mark, message=_NOT_CLOSED)
            yield replace(raw_finding, other_places=(FindingPlace(line=other, column=1),))
        elif fence.is_closed:
            code = "\n".join(text.markdown.lines[fence.line : fence.end_line - 1])
            line = faulty_line(fence.language, code)
            if line:
                yield text.finding(min(fence.line + line, fence.end_line), value=fence.language)


def _start_of_another(text: MarkdownText, fence: Fence) -> int:
    """The first line of another code block inside this one; 0 for none. Examples of Markdown may contain one."""
    start = re.compile(rf"\s*{re.escape(fence.mark)}\s*[A-Za-z][\w+-]*\s*")
    is_markdown = fence.language.lower() in ("md", "markdown", "text", "txt")
    inside = enumerate(text.markdown.lines[fence.line : fence.end_line - 1], start=fence.line + 1)
    return 0 if is_markdown else next((number for number, line in inside if start.fullmatch(line)), 0)


@readme_check(
    "RM-048",
    Severity.WARNING,
    N_(
        "This command runs a script that it has only just downloaded. Let customers download the script, read it and "
        "then run it, or use a package."
    ),
    name=N_("Command that runs a downloaded script"),
    expected=N_("No download is piped into a shell, except the platform's own installation scripts"),
    bad="curl https://acme.example/install.sh | sh",
    good="curl -O https://acme.example/install.sh",
)
def runs_no_download(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """No command passes a download directly to a shell."""
    for number, match in run_downloads(text.markdown.lines):
        yield text.finding(number, match.start() + 1, value=match[0])


def run_downloads(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """(line, match) of each command that passes a download to a shell. Commands may continue on the next line."""
    for number, line in enumerate(lines, start=1):
        if not any(command in line for command in _DOWNLOADS):
            continue
        command, end = line, number
        while command.endswith("\\") and end < len(lines):
            command, end = f"{command[:-1]} {lines[end].strip()}", end + 1
        match = _RUN_DOWNLOAD.search(command[:_MAX_COMMAND])
        if match and not _OF_PLATFORM.search(match[0]):
            yield number, match


@readme_check(
    "RM-049",
    Severity.WARNING,
    N_("{value} belongs to Agent 5, which is no longer supported. Use the command or path of Agent 7."),
    name=N_("Command of an old Agent or of another check"),
    expected=N_("Commands and paths are those of Agent 7, and name the listing's own check and its newest version"),
    bad="service datadog-agent info",
    good="datadog-agent status",
)
def uses_own_commands(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Commands and paths are those of the present Agent. Those that name a check name the listing's own one."""
    lines = text.markdown.lines
    for number, match in matches_in(lines, OLD_COMMAND, _ABOUT_CHECKS):
        if not explains_upgrade(f"{heading_above(text, number)}: {match.string}"):
            yield text.finding(number, match.start() + 1, value=match[0])
    for number, match in matches_in(lines, _NOT_OF_AGENT, ("/etc/datadog/",)):
        yield text.finding(number, match.start() + 1, value=match[0], message=_OTHER_FOLDER)
    name = bundle.section(Overview).integration_id.replace("-", "_")
    if name and (has_agent_check(bundle.kind) or _installs(text, name)):
        yield from _of_others(text, name)
        for number, match in matches_in(lines, _OF_PARTNER, ("integration",)):
            if match["name"].replace("-", "_") == name:
                column = match.start("package") + 1
                yield text.finding(number, column, value=match["package"], message=_WITHOUT_OPTION)
        for number, match in matches_in(lines, _PIP_INSTALL, ("pip",)):
            if match["name"].replace("-", "_") == name:
                yield text.finding(number, match.start() + 1, value=match["package"], message=_WITH_PIP)
    yield from _older_versions(text, bundle, name)


def _installs(text: MarkdownText, name: str) -> bool:
    """Whether a command installs the listing's own package: its check may be in another folder."""
    commands = matches_in(text.markdown.lines, _OF_CHECK, ("integration",))
    return any((match["package"] or "").replace("-", "_") == f"datadog_{name}" for _, match in commands)


def explains_upgrade(content: str) -> bool:
    """Whether a text is about the change from Agent 5 to a newer one."""
    return _ABOUT_UPGRADE.search(content) is not None


def heading_above(text: MarkdownText, line: int) -> str:
    """The text of the last heading above a line; "" if there is none."""
    return next((one.text for one in reversed(text.markdown.headings) if one.line < line), "")


def _of_others(text: MarkdownText, name: str) -> Iterator[RawFinding]:
    """Commands and paths of another check, and those that install a package of a similar name."""
    is_named = any(f"{name}.d" in line for line in text.markdown.lines)  # the folder has the name of the package
    for number, match in matches_in(text.markdown.lines, _OF_CHECK, _ABOUT_CHECKS):
        used = next(filter(None, match.groups())).replace("-", "_").removeprefix("datadog_")
        is_exact = any(match[group] for group in _OF_ONE_CHECK) or (match["annotation"] and is_named)
        is_similar = (used in name or name in used) and not is_exact
        if used not in _GENERAL_CHECKS and used != name and not is_similar:
            yield text.finding(number, match.start() + 1, value=used, message=_OTHER_CHECK, name=name)
        elif (package := match["package"]) and (not package.startswith(_PACKAGE) or (used != name and is_named)):
            column, correct = match.start("package") + 1, f"{_PACKAGE}{name}"
            yield text.finding(number, column, value=package, message=_OTHER_PACKAGE, name=correct)
    for fence in text.markdown.fences if is_named else ():
        for line, used in configured_checks(text.markdown.lines[fence.line : fence.end_line - 1]):
            if used != name and used not in _GENERAL_CHECKS:
                yield text.finding(fence.line + line, value=used, message=_OTHER_CHECK, name=name)


def _older_versions(text: MarkdownText, bundle: Bundle, name: str) -> Iterator[RawFinding]:
    """Commands that install another version of the package than the newest one, unless the text explains an older."""
    newest = bundle.section(ReleaseNotes).newest
    lines = text.markdown.lines if newest and version_numbers(newest.version) else ()
    for number, match in matches_in(lines, _PINNED, ("==",)):
        around = " ".join(lines[max(number - 5, 0) : number])
        is_older = newest and match["name"].replace("-", "_") == name and match["version"] != newest.version
        if newest and is_older and not _ABOUT_OLDER.search(around):
            message = N_("This command installs version {value}, but the newest is {version}. Update the command.")
            yield text.finding(
                number, match.start() + 1, value=match["version"], message=message, version=newest.version
            )

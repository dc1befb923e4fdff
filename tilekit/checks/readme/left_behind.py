"""RM-057 and RM-058: what Setup creates, compared with what the section about uninstallation removes."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.sections import REMOVAL_HEADING
from tilekit.checks.parsed_files import has_oauth
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_, Message
from tilekit.parse.markdown.parts import MarkdownSection
from tilekit.parse.text import matches_in

_API_KEYS = N_("API key")
# (what Setup creates, a word that creates it, what creates it, what mentions it)
_CREATED = (
    (_API_KEYS, "api key", r"(?:create|generate|add)(?: an?| a new| the)? (?:new )?(?:Datadog )?API key", r"\bkeys?\b"),
    (
        N_("configuration file"),
        "conf",
        r"\w+\.d/(?:auto_)?conf\.yaml|conf\.d/\w+\.yaml",
        r"\bconf|\.ya?ml|\bfile|\bfolder",
    ),
    (
        N_("database user"),
        "create ",
        r"\bCREATE (?:USER|ROLE|LOGIN)\b",
        r"\bDROP\b|\busers?\b|\brole\b|\baccount|\blogin",
    ),
    (N_("webhook"), "webhook", r"(?:create|add|configure|set up)(?: an?| the)? (?:new )?(?:\w+ )?webhook", r"webhook"),
    (
        N_("service account"),
        "service ",
        r"create(?: an?| the)? (?:new )?service (?:account|principal)",
        r"\baccount|\bprincipal",
    ),
    (
        N_("IAM role"),
        "iam ",
        r"create(?: an?| the)? (?:new )?IAM (?:role|user)",
        r"\bIAM\b|\brole|\buser|\bpolicy|\bstack",
    ),
    (
        N_("Helm release"),
        "helm ",
        r"helm (?:install|upgrade (?:-i|--install))\b",
        r"\bhelm\b|\brelease\b|\bnamespace\b",
    ),
    (
        N_("container"),
        "docker",
        r"docker run\b(?![^\n]*\bdatadog(?:hq)?/agent\b)|docker[ -]compose up\b",
        r"\bdocker\b|\bcontainer",
    ),
    (N_("Terraform resource"), "terraform", r"terraform apply\b", r"\bterraform\b"),
    (N_("service of the system"), "systemctl", r"systemctl enable\b", r"\bsystemctl\b|\bservice\b|\bdaemon\b"),
    (N_("scheduled job"), "cron", r"crontab -e\b|/etc/cron\.", r"\bcron"),
)
_CREATES = [
    (name, word, re.compile(creation, re.IGNORECASE), re.compile(named, re.IGNORECASE))
    for name, word, creation, named in _CREATED
]
_ITEM = r"[\"'`]?(?P<name>[\w./@-]*\w)"
# (how something with a name is installed, how it is removed)
_PAIRS = (
    (rf"helm (?:install|upgrade (?:-i|--install)) {_ITEM}", rf"helm (?:uninstall|delete) {_ITEM}"),
    (rf"docker run\b[^\n]*--name[ =]{_ITEM}", rf"docker (?:rm|stop)(?: -\w+)* {_ITEM}"),
    (rf"systemctl (?:enable|start)(?: --now)? (?!datadog-agent){_ITEM}",
     rf"systemctl (?:disable|stop)(?: --now)? (?!datadog-agent){_ITEM}"),
    (rf"CREATE (?:USER|ROLE)(?: IF NOT EXISTS)? {_ITEM}", rf"DROP (?:USER|ROLE)(?: IF EXISTS)? {_ITEM}"),
    (rf"integration install\b[^\n]*?(?:\s-t)? {_ITEM}==", rf"integration (?:remove|uninstall) {_ITEM}"),
    (rf"\bpip3? install (?!-){_ITEM}", rf"\bpip3? uninstall (?:-y )?(?!-){_ITEM}"),
    (r"(?<![\w-])(?P<name>\w+)\.d/conf\.yaml", r"(?<![\w-])(?P<name>\w+)\.d/conf\.yaml"),
    (rf"kubectl (?:apply|create)\b[^\n]* -f {_ITEM}", rf"kubectl delete\b[^\n]* -f {_ITEM}"),
)  # fmt: skip
_NAMED_PAIRS = [(re.compile(creation, re.IGNORECASE), re.compile(gone, re.IGNORECASE)) for creation, gone in _PAIRS]
_FIELD = "setup.uninstall_md"
_AGENT_REMOVED = re.compile(
    r"\b(?:uninstall|remove|delete) (?:the |your )?(?:whole |entire )?(?:Datadog )?Agent\b"
    r"(?!'s| (?!from\b|on\b|package\b)\w)",
    re.IGNORECASE,
)
_AGENT_COMMAND = re.compile(
    r"\b(?:apt|apt-get|yum|dnf|zypper|brew|choco|rpm|dpkg)\b[^\n|;&]{0,80} (?:remove|purge|uninstall|erase|-e|-r)\b"
    r"[^\n|;&]{0,80}\bdatadog-agent\b"
)
_REMOVES_AGENT = N_("“{value}” also removes what other integrations need. Remove only what belongs to this one.")


@readme_check(
    "RM-057",
    Severity.ADVICE,
    N_("Setup creates something that this section does not remove: {what}. Explain how to remove it."),
    name=N_("Uninstallation that leaves something behind"),
    starts_observed=True,
    expected=N_("The section about removing the integration mentions each key, user, file and resource of Setup"),
    bad="CREATE USER in Setup, and only the package is removed",
    good="DROP USER in Uninstallation",
)
def leaves_nothing_behind(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Keys, users, files and resources of Setup don't stay. RM-011 reports the keys of a listing with OAuth."""
    if part := _removal(text):
        setup, removal = _outside(text, part), text.markdown.text_of(part)
        lowered = setup.lower() if removal.strip() else ""
        for name, word, creation, named in _CREATES:
            is_reported = name is _API_KEYS and has_oauth(bundle)
            if word in lowered and not named.search(removal) and creation.search(setup) and not is_reported:
                yield text.finding(part.line, path=_FIELD, value=name, what=Message(name))


@readme_check(
    "RM-058",
    Severity.WARNING,
    N_("This section removes {value}, but Setup creates {name}. Use the same name."),
    name=N_("Uninstallation of something other than Setup installs"),
    starts_observed=True,
    expected=N_("Names of packages, releases, services and users to be removed are those in Setup"),
    bad="helm uninstall acme after helm install acme-queue",
    good="helm uninstall acme-queue",
)
def removes_what_is_installed(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Commands that remove something name what a command in another section has created."""
    part = _removal(text)
    setup = _outside(text, part) if part else ""
    for number, line in enumerate(text.markdown.prose[part.line : part.end_line] if part else (), 1):
        if part and (agent := _AGENT_REMOVED.search(line)):
            yield text.finding(part.line + number, agent.start() + 1, value=agent[0], message=_REMOVES_AGENT)
    lines = text.markdown.lines[part.line : part.end_line] if part else []
    for number, command in matches_in(lines, _AGENT_COMMAND, ("datadog-agent",)):
        yield text.finding(
            (part.line if part else 0) + number, command.start() + 1, value="datadog-agent", message=_REMOVES_AGENT
        )
    for creation, gone in _NAMED_PAIRS if part else ():
        removed = [(number, match) for number, line in enumerate(lines, 1) for match in gone.finditer(line)]
        names = [match["name"] for match in creation.finditer(setup)] if removed else []
        if part and names and set(names).isdisjoint(match["name"] for _, match in removed):
            number, match = removed[0]
            yield text.finding(part.line + number, match.start("name") + 1, value=match["name"], name=names[0])


def _removal(text: MarkdownText) -> MarkdownSection | None:
    return next((part for part in text.markdown.parts if REMOVAL_HEADING.search(part.heading.text)), None)


def _outside(text: MarkdownText, part: MarkdownSection) -> str:
    return "\n".join((*text.markdown.lines[: part.line - 1], *text.markdown.lines[part.end_line :]))

"""Checks of instructions for customers, and for plain wording."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.manifest.metrics import PREFIX, metric_names
from tilekit.checks.metrics.listed_metrics import lists_all_metrics
from tilekit.checks.parsed_files import has_oauth
from tilekit.checks.readme.delivery import explains_own_metrics, needs_no_package
from tilekit.checks.readme.markdown_text import MarkdownText, has_content, readme_check, readme_of, section_titled
from tilekit.checks.registry import check
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.kind import has_agent_check, sends_logs, uses_api
from tilekit.core.messages import N_
from tilekit.parse.markdown.parts import MarkdownSection
from tilekit.parse.text import matches_in
from tilekit.sections.configuration import Configuration
from tilekit.sections.release_notes import ReleaseNotes

_FILLER_WORDS = ("simply", "just", "easy", "easily", "please")
_FILLER = re.compile(rf"(?<![\w-])(?:{'|'.join(_FILLER_WORDS)})\b(?!-\w)[ \t]?", re.IGNORECASE)
# Phrases that need the word: without it, the sentence means something else ("not just", "as easy as").
_NEEDS_ADVERB = re.compile(r"\b(?:not|n't|how|as|so|more|very|only)[ \t]+\Z", re.IGNORECASE)
# Words that depend on a filler word before or after them: `quickly and easily`, `is just`, `easily and quickly`.
_NEEDS_NEXT_WORD = re.compile(
    r"\b(?:and|or|nor|not|but|than|more|most|less|very|so|how|too|quite|as|an?)[ \t]+$", re.IGNORECASE
)
_COMPLETE_WITHOUT = re.compile(r"(?!(?:and|or|but|as|like|about|in|because|enough|to)\b)\w")
_KEYS = re.compile(r"keys?\b", re.IGNORECASE)
_APPLICATION_KEY = re.compile(r"\bapp(?:lication)?[ _-]keys?\b", re.IGNORECASE)
_LOGS = re.compile(r"\blogs?\b", re.IGNORECASE)
_PASTED_KEY = re.compile(
    r"\b(?:paste|send|share|e-?mail|post|include|attach)\b[^.\n]{0,60}\b(?:api|app(?:lication)?)[ _-]keys?\b"
    r"[^.\n]{0,60}"
    r"\b(?:chat|ticket|support|slack|issue|log)\b"
    r"|\b(?:send|give|tell) us\b[^.\n]{0,40}\b(?:api|app(?:lication)?)[ _-]keys?\b"
    r"|\b(?:e-?mail|send|share)\b[^.\n]{0,60}\b(?:api|app(?:lication)?)[ _-]keys?\b[^.\n]{0,60}"
    r"\b(?:(?:by|via|in an|with an) e-?mail|(?:to|with) (?:us|our team))\b",
    re.IGNORECASE,
)
_NEVER_BEFORE = re.compile(r"\b(?:never|not|don't|without)\b[^.\n]*$", re.IGNORECASE)
_CREATES_KEY = re.compile(
    r"\b(?:create|generate|enter|paste|copy)\b[^.\n]{0,80}\b(?:api|app(?:lication)?)[ _-]keys?\b", re.IGNORECASE
)
_NO_KEY = re.compile(
    r"\b(?:not|no|never|nor|without|instead|alternative\w*|automatic\w*|optional\w*|revoke|if)\b|n't\b", re.IGNORECASE
)
# The customer agrees that the product creates the key: "Select **Authorize** to let Acme create an API key".
_CONSENT = re.compile(
    r"\b(?:lets?|letting|allow\w*|permit\w*|permission\w*|authori[sz]\w+|grant\w*|approv\w+|consent\w*|"
    r"on your behalf)\b",
    re.IGNORECASE,
)
_INSTALL = re.compile(r"integration install\b[^\n]*==")
_HOST = re.compile(r"(?<![\w.-])(?:[\w-]+\.)*(?:datadoghq\.(?:com|eu)|ddog-gov\.com)\b")
_NEUTRAL = ("docs.", "www.", "help.", "static.", "status.")
_MENTIONS_SITE = re.compile(r"\bsites?\b", re.IGNORECASE)
_IS_CELL = re.compile(r"\s*\|")
# What else a name with dots may be, right before the name: the module `acme.client`.
_OTHER_NAME = re.compile(
    r"\b(?:attribute|class|column|database|facet|field|index|library|logger|module|namespace|option|package|property"
    r"|queue|schema|setting|tables?|topic)s? [`*\"]*\Z",
    re.IGNORECASE,
)
_NOT_METRICS = re.compile(
    r"\.(?:com|io|net|org|dev|ai|app|cloud|eu|de|uk|jp|md|csv|json|ya?ml|toml|ini|cfg|properties|py|js|ts|sh|rb|go|xml"
    r"|d|conf|log|html|txt|png|svg|jar|exe|service|sock|pid|db|pem|crt|key|zip|t?gz|deb|rpm|msi)(?:$|/)"
)


@check(
    code="RM-042",
    name=N_("Unlisted metric in the README"),
    severity=Severity.ADVICE,
    stage=Stage.DEEP,
    message=N_("The text mentions {metric}, which is not in your metrics file. Add the metric or correct the name."),
    folded=N_(
        "The text mentions {metric} {n} times, but it is not in your metrics file. Add the metric or correct the name."
    ),
    applies_to="README.md",
    expected=N_("Every metric in the text that starts with the metric prefix is in metadata.csv"),
    bad="acme.queue.size, which is not in metadata.csv",
    good="acme.queue.depth",
)
def mentions_listed_metrics(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Names in the README that start with the prefix are in metadata.csv, or are service checks.

    Incomplete names, table cells and code blocks are not checked, because they contain tags, options, files and
    database tables.
    """
    text, prefix = readme_of(bundle), manifest_of(bundle).text(PREFIX)
    is_unused = not prefix or prefix not in text.source.text
    if is_unused or not lists_all_metrics(bundle) or explains_own_metrics(text):
        return
    names = {*metric_names(bundle), *service_check_names(bundle)}
    name = re.compile(rf"(?<![\w./@:-]){re.escape(prefix)}[a-zA-Z0-9_.]*[a-zA-Z0-9_](?![\w/(]|\*(?!\*)|\.\*)")
    in_code = text.markdown.fenced_lines
    for number, match in matches_in(text.markdown.lines, name, (prefix.lower(),)):
        metric = match[0]
        is_part = any(other.startswith((f"{metric}.", f"{metric}_")) for other in names)
        is_part = is_part or _IS_CELL.match(match.string) is not None
        is_part = is_part or _OTHER_NAME.search(match.string, 0, match.start()) is not None
        if number not in in_code and metric not in names and not is_part and not _NOT_METRICS.search(metric):
            yield text.finding(number, match.start() + 1, value=metric, metric=metric)


@readme_check(
    "RM-043",
    Severity.WARNING,
    N_("An application key is not needed to send logs. Remove this step."),
    name=N_("Unnecessary or unsafe use of keys in the setup steps"),
    applies_to="README.md",
    expected=N_(
        "Does not tell customers to paste API or application keys into a chat, ticket or log, to use an application "
        "key for sending logs, or to create keys if the listing has an OAuth client"
    ),
    bad="Paste your API key into the ticket",
    good="Enter your API key in the tile",
)
def asks_for_no_keys(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The steps don't ask for an unneeded key, or for a key to be pasted where others can read it."""
    for number, line in enumerate(text.markdown.prose, start=1):
        if not _KEYS.search(line):
            continue
        pasted = _PASTED_KEY.search(line)
        pasted = None if pasted and _NEVER_BEFORE.search(line[: pasted.start()]) else pasted
        match = _APPLICATION_KEY.search(line) if _LOGS.search(line) and sends_logs(bundle.kind) else None
        match = None if match and _NEVER_BEFORE.search(line[: match.start()]) else match
        if pasted:
            message = N_("This step asks customers to paste keys where other people can read them. Remove this step.")
            yield text.finding(number, pasted.start() + 1, value=pasted[0], message=message)
        elif match:
            yield text.finding(number, match.start() + 1, value=match[0])
    part = section_titled(text, "Setup") if has_oauth(bundle) else None
    for number in range(part.line + 1, part.end_line + 1) if part else ():
        asked = _CREATES_KEY.search(line := text.markdown.prose[number - 1])
        if asked and not _NO_KEY.search(line) and not _CONSENT.search(line):
            message = N_("The listing connects with OAuth, so customers need no keys. Remove this step.")
            yield text.finding(number, asked.start() + 1, value=asked[0], message=message, severity=Severity.ADVICE)


@readme_check(
    "RM-044",
    Severity.ADVICE,
    N_("The Setup section has no command that installs datadog-{id}=={version}. Add the command."),
    name=N_("No installation command"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("README.md, Agent-based listing"),
    expected=N_(
        '"Setup" contains the command that installs the integration, with the listing\'s own package and version'
    ),
    bad="no install command",
    good="datadog-agent integration install -t datadog-acme_queue==1.0.0",
)
def has_install_command(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The README of an Agent check shows how to install its package, if there is one."""
    part = section_titled(text, "Setup")
    if part is None or not has_content(part) or not has_agent_check(bundle.kind) or needs_no_package(bundle):
        return
    if not _INSTALL.search(text.source.text):
        name, version = manifest_of(bundle).text("/app_id").replace("-", "_"), _package_version(bundle)
        command = f"\n```shell\ndatadog-agent integration install -t datadog-{name}=={version}\n```\n"
        edits = [text.lines_edit(part.line + 1, part.line, command)] if version else []
        fix = text.fix(N_("Add the command"), edits)
        yield text.finding(part.line, id=name, version=version or "<VERSION>", fix=fix)


@readme_check(
    "RM-045",
    Severity.ADVICE,
    N_("The text mentions only {host}, but customers might use another site. Explain how to find the right site."),
    name=N_("Text for a single Datadog site"),
    applies_to=N_("README.md, API-based listing"),
    expected=N_("If the README mentions only one site, it also explains how to find the right one"),
    bad="Send to api.us5.datadoghq.com",
    good="Choose the site that you use",
)
def covers_all_sites(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """An API integration's README does not use the URL of a single region."""
    if not uses_api(bundle.kind):
        return
    matches = matches_in(text.markdown.lines, _HOST, ("datadoghq.", "ddog-gov."))
    hosts = [(number, match) for number, match in matches if not match[0].startswith(_NEUTRAL)]
    if len({match[0] for _, match in hosts}) == 1 and not _MENTIONS_SITE.search(" ".join(text.markdown.prose)):
        number, match = hosts[0]
        yield text.finding(number, match.start() + 1, value=match[0], host=match[0])


@readme_check(
    "RM-046",
    Severity.ADVICE,
    N_("Remove “{word}”. Instructions read better without it."),
    name=N_("Filler word"),
    fix=FixClass.SUGGESTED,
    folded=N_("Remove “{word}”, which appears in {n} places. Instructions read better without it."),
    expected=N_('Plain wording without "simply", "just", "easy" or "please"'),
    bad="Simply click",
    good="Select",
)
def has_no_filler_words(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """The text contains no filler words such as "simply", and steps are not called easy."""
    first = min((part.line for part in text.markdown.parts if _has_steps(part)), default=0)
    described = {line for part in text.markdown.parts if not _has_steps(part) for line in _lines_of(part)}
    for number, match in matches_in(text.markdown.prose, _FILLER, _FILLER_WORDS):
        word = match[0].strip()
        if number in described or number < first or _NEEDS_ADVERB.search(match.string[: match.start()]):
            continue
        edit = text.edit(number, match.start() + 1, length=len(match[0]), new="")
        line = text.markdown.prose[number - 1]
        is_sure = word.islower() and _is_dispensable(line[: match.start()], word, line[match.end() :])
        fix = text.fix(N_("Remove it"), [edit]) if is_sure else None
        yield text.finding(number, match.start() + 1, value=word.lower(), word=word.lower(), fix=fix)


def _has_steps(part: MarkdownSection) -> bool:
    """Whether an H2 section may contain instructions. The overview describes the product."""
    return part.heading.level == 2 and part.heading.text.casefold() != "overview"


def _lines_of(part: MarkdownSection) -> range:
    return range(part.line, part.end_line + 1) if part.heading.level == 2 else range(0)


def _is_dispensable(before: str, word: str, after: str) -> bool:
    """Whether the sentence is complete without the word: nothing depends on it, and it is not a predicate."""
    return word != "easy" and not _NEEDS_NEXT_WORD.search(before) and _COMPLETE_WITHOUT.match(after) is not None


def _package_version(bundle: Bundle) -> str:
    """The version of the package: from the form, otherwise from the newest release note."""
    newest = bundle.section(ReleaseNotes).newest
    return bundle.section(Configuration).package_version or (newest.version if newest else "")

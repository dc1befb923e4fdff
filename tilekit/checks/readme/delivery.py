"""What README.md says about how data reaches the platform."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.negation import is_negated
from tilekit.checks.readme.markdown_text import MarkdownText, readme_of, section_titled
from tilekit.parse.positions import readable
from tilekit.sections.configuration import Configuration

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)|\n(?=#)")
_LOGS = re.compile(r"\blogs?\b", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:forward|send|sent|sends|collect|stream|ship|ingest|export|submit|deliver|push|drain|pull|import|route)\w*\b",
    re.IGNORECASE,
)
_FROM_PLATFORM = re.compile(r"\bfrom datadog\b", re.IGNORECASE)
# Ways on which logs arrive with attributes, or are processed by a pipeline that is not the listing's.
_READY_LOGS = re.compile(
    r"\bjson\b|\bstructured\b|\bopentelemetry\b|\botlp\b|\blogs? (?:api|intake)\b|\bhttp (?:api|intake|endpoint)\b"
    r"|\bfluent ?(?:bit|d)\b|\bvector\b|\blogstash\b|\bforwarder\b|\blambda\b|\bfirehose\b|\bevent ?bridge\b"
    r"|\bpub/?sub\b|\bevent hubs?\b|\blog drains?\b|\bobservability pipelines?\b"
    r"|\b(?:no|without an?|without) (?:additional |custom |log )?(?:pipeline|parsing)\b"
    r"|\b(?:existing|built-in|standard|default|out-of-the-box) (?:log )?pipelines?\b"
    r"|\b(?:parsed|processed) automatically\b|\bautomatically (?:parsed|processed)\b",
    re.IGNORECASE,
)
_GENERATES_METRICS = re.compile(
    r"\bgenerat\w+ (?:\w+ ){0,3}metrics?\b|\blog-based metrics?\b|\blogs? to metrics?\b"
    r"|\bmetrics? (?:\w+ ){0,3}from (?:the |your |these )?(?:\w+ )?logs?\b",
    re.IGNORECASE,
)
_AGENT = re.compile(r"\bAgent\b(?!less)")
_NO_PACKAGE = re.compile(
    r"\b(?:dog)?statsd\b|\b(?:openmetrics|prometheus|jmx|snmp|http_check|process)\.d\b"
    r"|\b(?:included|packaged|bundled|shipped|comes?) (?:in|with) (?:the |every )?(?:datadog )?agent\b"
    r"|\bno (?:additional |further |other )?installation\b|\bdoes not (?:need|require) (?:to be install|an? install)",
    re.IGNORECASE,
)
_SENDS_NONE = re.compile(
    r"\b(?:does not|doesn't|do not) (?:currently )?(?:include|collect|send|provide|emit|submit|have|contain) (?:any )?"
    r"(?P<kind>metrics|events|service checks|logs)\b"
    r"(?! (?:of|about|from|that|which|except|besides|beyond|other than)\b)",  # there are none of a part
    re.IGNORECASE,
)


def explains_own_metrics(readme: MarkdownText) -> bool:
    """Whether the text explains how customers generate metrics from logs, which the metrics file does not list."""
    return any(map(_GENERATES_METRICS.search, readme.markdown.prose))


def describes_log_delivery(bundle: Bundle) -> bool:
    """Whether a sentence describes that logs are sent to the platform."""
    return any(
        _MOVES.search(sentence) and not is_negated(sentence) and not _FROM_PLATFORM.search(sentence)
        for sentence in _sentences_about_logs(bundle)
    )


def needs_no_pipeline(bundle: Bundle) -> bool:
    """Whether a sentence says that logs arrive ready to use, or are processed without a pipeline of the listing."""
    return any(map(_READY_LOGS.search, _sentences_about_logs(bundle)))


def needs_no_package(bundle: Bundle) -> bool:
    """Whether data arrives without a package for the Agent: the text says so or does not mention the Agent.

    False if the listing contains the code of a check.
    """
    readme = readable(readme_of, bundle)
    has_code = bundle.section(Configuration).wheel or any(path.startswith("datadog_checks/") for path in bundle.files)
    if readme is None or has_code:
        return False
    return not _AGENT.search("\n".join(readme.markdown.prose)) or bool(_NO_PACKAGE.search(readme.source.text))


def _sentences_about_logs(bundle: Bundle) -> list[str]:
    readme = readable(readme_of, bundle)
    text = "\n".join(readme.markdown.prose) if readme else ""
    return [sentence for sentence in _SENTENCE_END.split(text) if _LOGS.search(sentence)]


def denied_data(bundle: Bundle) -> frozenset[str]:
    """The kinds of data ("events") that there are none of, according to Data Collected."""
    readme = readable(readme_of, bundle)
    return frozenset(kind for _, _, kind in denials(readme)) if readme else frozenset()


def denials(readme: MarkdownText) -> Iterator[tuple[int, int, str]]:
    """(line, column, kind) of each sentence in Data Collected by which there is no data of a kind ("events")."""
    part = section_titled(readme, "Data Collected")
    for number in range(part.line + 1, part.end_line + 1) if part else ():
        if denial := _SENDS_NONE.search(readme.markdown.prose[number - 1]):
            yield number, denial.start("kind") + 1, denial["kind"].lower()

"""MF-052: the log source in the manifest matches the pipeline's filter."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.sections.overview import Overview

_FILTER = "/pipeline/filter/query"
_OTHER_NAME = N_("The log pipeline filters on source:{id}, which is not a name of this listing. Use your log source.")
_SHORTEST_OWN_NAME = 3
_WORDS = re.compile(r"[a-z\d]{3,}", re.IGNORECASE)
LOG_SOURCE = "/assets/logs/source"


@check(
    code="MF-052",
    name=N_("Log source not valid, or different from the pipeline"),
    severity=Severity.WARNING,
    fix=FixClass.SUGGESTED,
    message=N_("The log source is {value}, but the log pipeline filters on source:{id}. Use the same source in both."),
    applies_to="/assets/logs/source",
    expected=N_("In lower case, without spaces, and matched by the filter of the log pipeline, if there is one"),
    bad='"source": "Acme Queue"',
    good='"source": "acme-queue"',
)
def matches_pipeline(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The log source is in lower case, has no spaces and matches the pipeline's filter.

    A missing source is only advice, because such listings work. LP-005 reports a pipeline without a source.
    """
    from tilekit.checks.logs.pipeline_files import pipelines  # slow import
    from tilekit.checks.logs.sources import filtered_sources, sure_source  # slow import
    from tilekit.pipeline.sources import matches_source  # slow import

    manifest, filtered = manifest_of(bundle), filtered_sources(bundle)
    source, sure = manifest.text(LOG_SOURCE), sure_source(bundle).lower()
    tidy = "".join(source.lower().split())
    if filtered and not matches_source(source, filtered) and _has_no_own_name(bundle, filtered):
        for pipeline in pipelines(bundle):
            message, severity = _OTHER_NAME, None if source else Severity.ADVICE
            yield pipeline.finding(_FILTER, filtered[0], message=message, severity=severity, id=filtered[0])
    elif filtered and not matches_source(source, filtered):
        fix = manifest.setting(LOG_SOURCE, sure, N_("Correct the log source"), id=sure) if sure else None
        named, severity = " OR ".join(filtered), None if source else Severity.ADVICE
        message = "" if source else N_("There is no log source. Enter {id}, which the log pipeline filters on.")
        if source and _is_searched(bundle, source):
            for pipeline in pipelines(bundle):
                yield pipeline.finding(_FILTER, source, message=message, severity=severity, id=named)
        else:
            yield manifest.finding(LOG_SOURCE, message=message, severity=severity, id=named, fix=fix)
    elif source != tidy:
        message = N_("The log source must be in lower case and without spaces: {id}.")
        is_safe = not filtered or matches_source(tidy, filtered)
        if not is_safe:
            message = N_("The log source must not contain spaces. Use {id} here and in the pipeline's filter.")
        fix = manifest.setting(LOG_SOURCE, tidy, N_("Correct the log source")) if is_safe else None
        yield manifest.finding(LOG_SOURCE, message=message, id=tidy, fix=fix)


def _is_searched(bundle: Bundle, source: str) -> bool:
    """Whether the listing has this source in other places too, so that the pipeline is what differs."""
    query = re.compile(rf"\bsource:{re.escape(source)}(?![\w.-])")
    kinds = ("monitors", "dashboards", "detection_rules", "saved_views")
    texts = (one.document.source.text for kind in kinds for one in assets(bundle, kind))
    return any(map(query.search, texts))


def _has_no_own_name(bundle: Bundle, sources: list[str]) -> bool:
    """Whether no source begins like a name of the listing or of its pipeline, so that the filter must be wrong."""
    from tilekit.checks.logs.pipeline_files import pipelines  # slow import

    overview = bundle.section(Overview)
    texts = [overview.integration_id, overview.title, overview.source_type_name, manifest_of(bundle).text(LOG_SOURCE)]
    names = {_plain(one) for one in (*texts, *(text(one.value.get("id")) for one in pipelines(bundle)))}
    usable = tuple(name for name in names if len(name) >= _SHORTEST_OWN_NAME)
    plain = [_plain(word) for source in sources for word in (source, *_WORDS.findall(source))]
    return bool(usable) and not any(name in word or word in name for word in plain for name in usable)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))

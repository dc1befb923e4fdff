"""MF-052: the log source in the manifest matches the pipeline's filter."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_

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
    from tilekit.checks.logs.sources import filtered_sources, sure_source  # slow import
    from tilekit.pipeline.sources import matches_source  # slow import

    manifest, filtered = manifest_of(bundle), filtered_sources(bundle)
    source, sure = manifest.text(LOG_SOURCE), sure_source(bundle).lower()
    tidy = "".join(source.lower().split())
    if filtered and not matches_source(source, filtered):
        fix = manifest.setting(LOG_SOURCE, sure, N_("Correct the log source"), id=sure) if sure else None
        named, severity = " OR ".join(filtered), None if source else Severity.ADVICE
        text = "" if source else N_("There is no log source. Enter {id}, which the log pipeline filters on.")
        yield manifest.finding(LOG_SOURCE, message=text, severity=severity, id=named, fix=fix)
    elif source != tidy:
        text = N_("The log source must be in lower case and without spaces: {id}.")
        is_safe = not filtered or matches_source(tidy, filtered)
        if not is_safe:
            text = N_("The log source must not contain spaces. Use {id} here and in the pipeline's filter.")
        fix = manifest.setting(LOG_SOURCE, tidy, N_("Correct the log source")) if is_safe else None
        yield manifest.finding(LOG_SOURCE, message=text, id=tidy, fix=fix)

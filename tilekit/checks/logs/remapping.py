"""A remapper that a pipeline lacks, for an attribute that its logs have after all other processors."""

from collections import Counter
from collections.abc import Callable, Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix
from tilekit.checks.logs.changing import Changing
from tilekit.checks.logs.naming import name_for, squeezed
from tilekit.checks.logs.reading import report, runs_whole
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.report import Sample

_PROCESSORS = "/pipeline/processors"
_DEEPEST = 4
_SCHEMA = "ocsf."  # a second form of the log, and not all of it
# In milliseconds since 1970: 2000 to 2100.
_EARLIEST, _LATEST = 946_684_800_000, 4_102_444_800_000
# What products call these, the surest first: the last part of a path, small, without signs.
_NAMES = {
    "date-remapper": "timestamp datetime time date eventtime eventtimestamp logtime createdat occurredat ts",
    "status-remapper": "level loglevel severity severitytext lvl status",
    "service-remapper": "service servicename appname application app",
    "message-remapper": "msg text logmessage body description summary",
}
_LEVELS = (
    "emergency emerg alert critical crit fatal error err warning warn notice informational info debug trace verbose ok "
    "success"
)


def remapper_fix(bundle: Bundle, change: Changing, kind: str) -> Fix | None:
    """The fix that adds the remapper behind the last processor.

    None where no attribute is sure: dates and levels must be there in every sample and be read as what they are.
    """
    run = report(bundle)
    if run is None or not run.samples or not runs_whole(run):
        return None
    sources = _sources(kind, run.samples)
    if not sources:
        return None
    made: dict[str, Json] = {"type": kind, "name": "", "enabled": True, "sources": list[Json](sources)}
    made["name"] = name_for(made)
    title = N_("Add a {kind} for {attribute}")
    return change.followed(change.adding(_PROCESSORS, made), title=title, kind=kind, attribute=", ".join(sources))


def _sources(kind: str, samples: tuple[Sample, ...]) -> list[str]:
    """The attributes to read, the surest first; none where samples are left over that need one."""
    names, fits = _NAMES[kind].split(), _FITS[kind]
    found: list[set[str]] = [
        {path for path, value in _leaves(sample.result) if squeezed(path.rpartition(".")[2]) in names and fits(value)}
        for sample in samples
    ]
    counts = Counter(path for paths in found for path in paths)
    order = sorted(counts, key=lambda path: (names.index(squeezed(path.rpartition(".")[2])), path.count("."), path))
    chosen: list[str] = []
    for path in order:
        if any(path in paths and paths.isdisjoint(chosen) for paths in found):
            chosen.append(path)
    is_whole = all(not paths.isdisjoint(chosen) for paths in found)
    return chosen if is_whole or kind in ("service-remapper", "message-remapper") else []


def _leaves(result: Json) -> Iterator[tuple[str, Json]]:
    custom = result.get("custom") if isinstance(result, dict) else None
    yield from _below(custom, "", 0) if isinstance(custom, dict) else ()


def _below(value: dict[str, Json], above: str, level: int) -> Iterator[tuple[str, Json]]:
    for key, item in value.items():
        if isinstance(item, dict) and level < _DEEPEST:
            yield from _below(item, f"{above}{key}.", level + 1)
        elif not isinstance(item, dict | list) and "." not in key and not above.startswith(_SCHEMA):
            yield f"{above}{key}", item


def _is_date(value: Json) -> bool:
    """Read by our engine, and within the time of computers: a small number may be anything."""
    from tilekit.pipeline.grok.dates import moment_in  # noqa: PLC0415 slow import

    moment = moment_in(value)
    return moment is not None and _EARLIEST < moment < _LATEST


def _is_level(value: Json) -> bool:
    return isinstance(value, str) and value.strip().casefold() in _LEVELS.split()


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


_FITS: dict[str, Callable[[Json], bool]] = {
    "date-remapper": _is_date,
    "status-remapper": _is_level,
    "service-remapper": _is_text,
    "message-remapper": _is_text,
}

"""The release note that is proposed for the changes of a listing since its published version.

Its sentences are in English, like all texts of a listing.
"""

from collections.abc import Iterator, Mapping, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.release_notes.required_step import required_step
from tilekit.core.versions import Number, version_numbers
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import members, text
from tilekit.parse.metrics_table import read_table
from tilekit.parse.positions import readable
from tilekit.sections import section_of
from tilekit.sections.configuration import Configuration
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.differences import differences

ADDED, CHANGED, FIXED, REMOVED = "Added", "Changed", "Fixed", "Removed"
_ASSETS = {
    "dashboards": "dashboard",
    "monitors": "monitor",
    "detection_rules": "detection rule",
    "saved_views": "saved view",
}
# Their changes have sentences of their own, or are none for customers.
_OTHER_FIELDS = {
    "data": {"metadata_csv", "log_pipeline_yaml", "log_tests_yaml", "submitted_data_types", "metric_check"},
    "configuration": {"wheel", "package_version", "oauth_scopes"},
}
_OTHER_SECTIONS = ("content", "release_notes", "submission", "api")
_MAX_LISTED_NAMES = 3
Line = tuple[str, str]


def proposed_changes(before: Bundle, after: Bundle) -> dict[str, list[str]]:
    """{type of change: sentences}, in the order in which they are written. There is always one."""
    parts = (_metrics, _assets, _data, _configuration, _texts)
    lines = [line for part in parts for line in part(before, after)]
    changes = {
        kind: [sentence for other, sentence in lines if other == kind] for kind in (ADDED, CHANGED, FIXED, REMOVED)
    }
    return {kind: sentences for kind, sentences in changes.items() if sentences} or {FIXED: ["Updated other files"]}


def proposed_version(after: Bundle, kinds: Sequence[str], last: Number) -> Number:
    """The next version: that of the package if it is higher than the last one, or else the required one."""
    package = version_numbers(after.section(Configuration).package_version)
    return package if package and package > last else required_step(kinds, last)[1]


def _metrics(before: Bundle, after: Bundle) -> Iterator[Line]:
    """Removed metrics and those of another type are all named, because customers may use them (MD-051)."""
    old, new = _metric_rows(before), _metric_rows(after)
    both = [name for name in new if name in old]
    types = [name for name in both if old[name][0] != new[name][0]]
    described = [name for name in both if old[name] != new[name] and name not in types]
    yield from _sentence((ADDED, "Added"), "metric", [name for name in new if name not in old])
    yield from _sentence((CHANGED, "Changed the type of"), "metric", types, most=len(types))
    yield from _sentence((FIXED, "Corrected the metadata of"), "metric", described)
    removed = [name for name in old if name not in new]
    yield from _sentence((REMOVED, "Removed"), "metric", removed, most=len(removed))


def _metric_rows(bundle: Bundle) -> Mapping[str, tuple[str, Sequence[str]]]:
    """{metric: (type, cells of its row)}; {} if there is no readable file."""
    path = bundle.file_of(bundle.section(Data).metadata_csv)
    table = readable(lambda name: bundle.parse(name, read_table), path) if path else None
    if table is None or not table.column("metric_type"):
        return {}
    columns = zip(table.names, table.column("metric_type"), table.rows, strict=True)
    return {name: (metric_type, row.cells) for name, metric_type, row in columns}


def _assets(before: Bundle, after: Bundle) -> Iterator[Line]:
    for name, noun in _ASSETS.items():
        old, new = _asset_files(before, name), _asset_files(after, name)
        changed = [key for key in new if key in old and before.files.digest(old[key]) != after.files.digest(new[key])]
        yield from _sentence((ADDED, "Added"), noun, [_title(after, key, new[key]) for key in new if key not in old])
        yield from _sentence((CHANGED, "Changed"), noun, [_title(after, key, new[key]) for key in changed])
        yield from _sentence(
            (REMOVED, "Removed"), noun, [_title(before, key, old[key]) for key in old if key not in new]
        )


def _asset_files(bundle: Bundle, name: str) -> dict[str, str]:
    """{short name: path} of the assets of a kind."""
    rows = getattr(bundle.section(Content), name)
    return {row.short_name: path for row in rows if (path := bundle.file_of(row.file))}


def _title(bundle: Bundle, short_name: str, path: str) -> str:
    """The title in an asset, or else its short name."""
    file = readable(lambda name: bundle.parse(name, parse_json), path)
    value = members(file.value) if file else {}
    return next((title for key in ("title", "name") if (title := text(value.get(key)))), short_name)


def _data(before: Bundle, after: Bundle) -> Iterator[Line]:
    old, new = before.section(Data), after.section(Data)
    yield from _sentence((ADDED, "Added"), "data type", _without(new.submitted_data_types, old.submitted_data_types))
    yield from _sentence(
        (REMOVED, "Removed"), "data type", _without(old.submitted_data_types, new.submitted_data_types)
    )
    had, has = (bundle.file_of(data.log_pipeline_yaml) for bundle, data in ((before, old), (after, new)))
    if has and not had:
        yield ADDED, "Added a log pipeline"
    elif had and not has:
        yield REMOVED, "Removed the log pipeline"
    elif had and before.files.digest(had) != after.files.digest(has):
        yield CHANGED, "Changed the log pipeline"


def _configuration(before: Bundle, after: Bundle) -> Iterator[Line]:
    old, new = before.section(Configuration), after.section(Configuration)
    scopes = ([row.scope for row in one.oauth_scopes] for one in (old, new))
    had, has = scopes
    yield from _sentence((ADDED, "Added"), "OAuth scope", _without(has, had))
    yield from _sentence((REMOVED, "Removed"), "OAuth scope", _without(had, has))
    if new.package_version and new.package_version != old.package_version:
        yield FIXED, f"Updated the Agent check to version {new.package_version}"


def _texts(before: Bundle, after: Bundle) -> Iterator[Line]:
    """One sentence with the labels of all other fields that have changed."""
    labels = dict.fromkeys(
        section_of(change.section).fields[name].label
        for change in differences(before.documents, after.documents)
        if change.section not in _OTHER_SECTIONS
        and (name := change.path.partition(".")[2].partition("[")[0]) not in _OTHER_FIELDS.get(change.section, ())
        and section_of(change.section).fields[name].scope == "content"
    )
    shown = [*labels][:_MAX_LISTED_NAMES]
    if shown:
        more = f" and {len(labels) - len(shown)} more" if len(labels) > len(shown) else ""
        yield FIXED, f"Updated: {', '.join(shown)}{more}"


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    return [name for name in names if name not in others]


def _sentence(start: Line, noun: str, names: Sequence[str], *, most: int = _MAX_LISTED_NAMES) -> Iterator[Line]:
    """`Added 3 metrics: a, b and c`, without the names if they are many; nothing without names."""
    kind, verb = start
    if len(names) == 1:
        yield kind, f"{verb} the {noun} {names[0]}"
    elif len(names) > max(most, _MAX_LISTED_NAMES):
        yield kind, f"{verb} {len(names)} {noun}s"
    elif names:
        yield kind, f"{verb} {len(names)} {noun}s: {', '.join(names[:-1])} and {names[-1]}"

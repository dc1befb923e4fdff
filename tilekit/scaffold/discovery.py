"""Files that belong to a field because of their path, without a key in the manifest."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from tilekit.core.fields import Json
from tilekit.scaffold.rows import path_value, row_key, safe_name

LOGS, LOGOS, RULES, WHEELS = "assets/logs", "assets/logos", "assets/security", "dist"
_FOR_DARK = ("dark", "white")


def discovered(paths: Iterable[str], integration_id: str) -> dict[str, dict[str, Json]]:
    """Section -> field -> value for files that are recognised by their path."""
    sorted_paths, stem = sorted(paths), own_stem(integration_id)
    parts: dict[str, dict[str, Json]] = {
        "data": _path_values(_logs(sorted_paths, stem)),
        "overview": _path_values(_logos(sorted_paths, stem)),
        "configuration": _path_values({"wheel": _files_directly_in(sorted_paths, WHEELS, ".whl")[:1]}),
    }
    rules = _files_directly_in(sorted_paths, RULES, ".json")
    if rules:
        parts["content"] = {"detection_rules": rule_rows(rules)}
    return {section: fields for section, fields in parts.items() if fields}


def own_stem(integration_id: str) -> str:
    """The prefix of files that are named after the listing."""
    return safe_name(integration_id) if integration_id else "listing"


def rule_rows(paths: Iterable[str]) -> list[Json]:
    """A row per detection rule; its short name is the name of the file."""
    taken: Counter[str] = Counter()
    return [
        {"key": row_key(path, taken), "short_name": PurePosixPath(path).stem, "file": path_value(path)}
        for path in paths
    ]


def _path_values(paths_by_field: dict[str, list[str]]) -> dict[str, Json]:
    return {field: path_value(paths[0]) for field, paths in paths_by_field.items() if paths}


def _files_directly_in(paths: list[str], folder: str, *suffixes: str) -> list[str]:
    """The files directly in the folder that have one of the suffixes."""
    return [path for path in paths if path.rpartition("/")[0] == folder and PurePosixPath(path).suffix in suffixes]


def _logs(paths: list[str], stem: str) -> dict[str, list[str]]:
    files = _files_directly_in(paths, LOGS, ".yaml", ".yml")
    tests = [path for path in files if PurePosixPath(path).stem.endswith("_tests")]
    pipelines = [path for path in files if path not in tests]
    return {
        "log_pipeline_yaml": _preferred_path(pipelines, f"{LOGS}/{stem}.yaml"),
        "log_tests_yaml": _preferred_path(tests, f"{LOGS}/{stem}_tests.yaml"),
    }


def _logos(paths: list[str], stem: str) -> dict[str, list[str]]:
    """The light and the dark logo.

    Of several images, this is the one that the scaffold would have written; otherwise a wordmark rather than an icon.
    """
    files = _files_directly_in(paths, LOGOS, ".svg")
    other_pictures = [*_files_directly_in(paths, "assets", ".svg"), *_files_directly_in(paths, "images", ".svg")]
    files += [path for path in other_pictures if "logo" in PurePosixPath(path).stem.lower()]
    files.sort(key=lambda path: ("icon" in path, "wordmark" not in path))
    dark = [path for path in files if _is_dark(path, stem)]
    light = [path for path in files if path not in dark]
    return {
        "logo_light": _preferred_path(light, f"{LOGOS}/{stem}.svg"),
        "logo_dark": _preferred_path(dark, f"{LOGOS}/{stem}_dark.svg"),
    }


def _is_dark(path: str, listing_stem: str) -> bool:
    stem = PurePosixPath(path).stem.lower().replace(listing_stem.lower(), "")
    return any(word in stem for word in _FOR_DARK)


def _preferred_path(paths: list[str], preferred: str) -> list[str]:
    return [preferred] if preferred in paths else paths[:1]

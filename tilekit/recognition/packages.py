"""Which files of a Python package and its repository a text is, and what they say about the listing."""

import re
from collections.abc import Mapping

from tilekit.core.field import Json
from tilekit.parse.json_values import elements, members, text
from tilekit.recognition.content import FileContent
from tilekit.recognition.file_values import Says

_SECTION_LINE = re.compile(r"^\[{1,2}[\w.\"' :*-]+\]{1,2}[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_SETTING_LINE = re.compile(r"^[\w.\"-]+[ \t]*=", re.MULTILINE)
_SET_UP = re.compile(r"^(?:from|import) (?:setuptools|distutils)\b[\s\S]*\bsetup\(", re.MULTILINE)
_METADATA = re.compile(r"Metadata-Version: |(?:[\s\S]*\n)?\[metadata\][ \t]*\r?\n")
_NAME = re.compile(r"(?:^|[\s(,])name[ \t]*[=:][ \t]*[\"']?([\w.-]+)", re.IGNORECASE)
_VERSION = re.compile(r"(?:^|[\s(,])version[ \t]*[=:][ \t]*[\"']?(\d[\w.!+-]*)", re.IGNORECASE)
_OF_AGENT = re.compile(r"\bdatadog[-_]checks\b")
_REQUIREMENT = re.compile(r"[\w.-]+(?:\[[\w, .-]*\])?[ \t]*(?:[=<>!~]=|[<>])[ \t]*\d\S*.*")
_OPTION = re.compile(r"-(?:r|c|e|-[a-z-]+)[ =]\S.*")
_IN_PACKAGE = re.compile(r"(?:datadog_checks|tests)/.+")
_LICENCE = re.compile(r"copyright\b.*|(?:[\w.\"' -]{2,60} )?licen[cs]e\b[^:=]*", re.IGNORECASE)
_INCLUDED = re.compile(r"(?:(?:recursive-|global-)?(?:in|ex)clude|graft|prune)[ \t]\S.*")


def is_in_package(path: str) -> bool:
    """Whether the code of a check needs a file of a folder where it is."""
    return _IN_PACKAGE.fullmatch(path) is not None


def is_project(content: FileContent) -> bool:
    """Whether it is a `pyproject.toml`, `setup.py`, `setup.cfg` or the metadata of a built package."""
    project = _toml(content)
    is_toml = "project" in project or "build-system" in project
    return is_toml or bool(_SET_UP.search(content.text) or _METADATA.match(content.text))


def project_says(content: FileContent) -> Says:
    """Its version, if it is written in it, and an Agent check, if it needs the base package of checks."""
    version = text(_project_table(content).get("version")) or _first(_VERSION, content)
    says: dict[str, Json] = {"configuration.package_version": version} if version else {}
    return {**says, "configuration.code_type": "agent"} if _OF_AGENT.search(content.text) else says


def project_name(content: FileContent) -> str:
    """The name of the package; "" if there is none."""
    return text(_project_table(content).get("name")) or _first(_NAME, content)


def is_workflow(content: FileContent) -> bool:
    """Whether it lists jobs with steps, or the hooks of repositories."""
    value = members(content.value)
    jobs = [members(job) for job in members(value.get("jobs")).values()]
    hooks = [members(repository).get("hooks") for repository in elements(value.get("repos"))]
    return any("steps" in job or "uses" in job for job in jobs) or any(isinstance(one, list) for one in hooks)


def is_tool_settings(content: FileContent) -> bool:
    """Whether it has sections with settings, such as `hatch.toml` and `tox.ini`, or the patterns of `MANIFEST.in`."""
    lines = _lines(content)
    has_sections = bool(lines and _SECTION_LINE.match(lines[0]) and _SETTING_LINE.search(content.text))
    return has_sections or bool(_toml(content)) or (bool(lines) and all(map(_INCLUDED.fullmatch, lines)))


def is_package_list(content: FileContent) -> bool:
    """Whether each line requires a package or is an option of pip, as in `requirements.txt`."""
    lines = [line for line in _lines(content) if not _OPTION.fullmatch(line)]
    return bool(lines) and all(map(_REQUIREMENT.fullmatch, lines))


def is_licence(content: FileContent) -> bool:
    """Whether a text begins with the name of a licence or with a copyright notice."""
    return _LICENCE.fullmatch(next(iter(_lines(content)), "")) is not None


def _lines(content: FileContent) -> list[str]:
    """The lines without comments and space around them; none of a text without lines."""
    stripped = (line.strip() for line in content.text.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def _toml(content: FileContent) -> Mapping[str, Json]:
    """The tables of a TOML file; {} for a text without sections and for a broken one."""
    import tomllib  # slow import

    if not (_SECTION_LINE.search(content.text) and _SETTING_LINE.search(content.text)):
        return {}
    try:
        return tomllib.loads(content.text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _project_table(content: FileContent) -> Mapping[str, Json]:
    return members(_toml(content).get("project"))


def _first(pattern: re.Pattern[str], content: FileContent) -> str:
    """What a set-up script or metadata has in the first match; "" for a TOML file."""
    match = None if _toml(content) else pattern.search(content.text)
    return match[1] if match else ""

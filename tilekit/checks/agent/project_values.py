"""Values in pyproject.toml that name nothing: folders, build backends, licences, Python versions without an Agent."""

from collections.abc import Iterator
from itertools import product

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AGENT_PACKAGE
from tilekit.checks.wheels.metadata import AGENT_PYTHONS
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.json_values import elements, members, text, value_at

_NO_FOLDER = N_("pyproject.toml includes {value}, which does not exist. Correct the path.")
_NO_MODULE = N_("pyproject.toml names the package {value}, which does not exist. Correct the name.")
LEFT_OUT = N_("pyproject.toml does not list the package {value}, so it is not in the wheel. Add it to packages.")
_NO_DATA = N_("The package {expected} has no file {value}. Correct the path in package-data.")
_UNKNOWN_BACKEND = N_("There is no build backend {value}. Use {expected}.")
_UNKNOWN_LICENCE = N_("{value} is not a known licence. Use an SPDX name, such as BSD-3-Clause.")
_NO_AGENT_PYTHON = N_("“{value}” excludes every Python version that the Agent uses. Widen the range.")
_BACKENDS = (
    *("flit_core.buildapi", "hatchling.build", "maturin", "mesonpy", "pdm.backend", "poetry.core.masonry.api"),
    *("scikit_build_core.build", "setuptools.build_meta", "setuptools.build_meta:__legacy__"),
)
_BACKEND_SIMILARITY = 0.8
_PATHS = tuple(product(("wheel", "sdist"), ("include", "packages")))


def unknown_values(bundle: Bundle, document: Json) -> Iterator[tuple[str, str, str]]:
    """(value, message, what the message expects) for each value of the project file that names nothing."""
    backend = text(value_at(document, "/build-system/build-backend"))
    if backend not in _BACKENDS and value_at(document, "/build-system/backend-path") is None:
        expected = closest_word(backend, _BACKENDS, cutoff=_BACKEND_SIMILARITY)
        if expected:
            yield backend, _UNKNOWN_BACKEND, expected
    licence, pythons = (text(value_at(document, f"/project/{key}")) for key in ("license", "requires-python"))
    if licence and not _is_licence(licence):
        yield licence, _UNKNOWN_LICENCE, ""
    if pythons and not _allows_agent(pythons):
        yield pythons, _NO_AGENT_PYTHON, ""
    for path in _missing_folders(bundle, document):
        yield path, _NO_FOLDER, ""
    yield from _setuptools_values(bundle, document)


def _is_licence(name: str) -> bool:
    """Whether the name is a valid SPDX expression."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression  # slow import

    try:
        return bool(canonicalize_license_expression(name))
    except InvalidLicenseExpression:
        return False


def _allows_agent(pythons: str) -> bool:
    """Whether the range contains a Python version of the Agent. True if it can't be read."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # slow import

    try:
        return any(f"{python}.0" in SpecifierSet(pythons) for python in AGENT_PYTHONS)
    except InvalidSpecifier:
        return True


def _missing_folders(bundle: Bundle, document: Json) -> Iterator[str]:
    """Paths of the code, without wildcards, that the build includes but the folder does not contain."""
    for target, key in _PATHS:
        for path in map(text, elements(value_at(document, f"/tool/hatch/build/targets/{target}/{key}"))):
            start = f"{path.strip('/')}/"
            is_plain = start.startswith(AGENT_PACKAGE) and not set(start) & set("*?[!")
            if is_plain and not any(f"{file}/".startswith(start) for file in bundle.files):
                yield path


def _setuptools_values(bundle: Bundle, document: Json) -> Iterator[tuple[str, str, str]]:
    """Packages and data files in the settings of setuptools that differ from the folder, without wildcards."""
    settings = members(value_at(document, "/tool/setuptools"))
    packages = [text(name) for name in elements(settings.get("packages"))]
    code = {path.rpartition("/")[0].replace("/", ".") for path in bundle.files
           if path.startswith(AGENT_PACKAGE) and path.endswith("/__init__.py")}  # fmt: skip
    for name in packages:
        if f"{name}.".startswith(AGENT_PACKAGE.replace("/", ".")) and not _has_folder(bundle, name):
            yield name, _NO_MODULE, ""
    for name in sorted(code - {*packages, "datadog_checks"}) if "datadog_checks" in packages else ():
        yield name, LEFT_OUT, ""
    for name, paths in members(settings.get("package-data")).items():
        for path in map(text, elements(paths)):
            is_plain = name in code and path and not set(path) & set("*?[")
            if is_plain and f"{name.replace('.', '/')}/{path}" not in bundle.files:
                yield path, _NO_DATA, name
    version = text(value_at(settings, "/dynamic/version/attr"))
    module = version.rpartition(".")[0]
    if module.startswith(AGENT_PACKAGE.replace("/", ".")) and not _has_folder(bundle, module):
        yield version, _NO_MODULE, ""


def _has_folder(bundle: Bundle, module: str) -> bool:
    """Whether the folder contains a package or a module of this name."""
    path = module.replace(".", "/")
    return any(file.startswith((f"{path}/", f"{path}.py")) for file in bundle.files)

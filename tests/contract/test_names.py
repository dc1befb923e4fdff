"""Names in code: a class or constant has one meaning, values are named by nouns, and checks are never called rules."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.tree import GROUP, ROOT, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
# Every app may have one of each: Django expects these names.
FRAMEWORK = {"Meta", "Command"}
# Modules are named after their content. `moves` and `rules` were layers with other names: `writes` and `guards`.
FORMER_MODULES = {"moves", "rules"}
# Where "rule" is a word of the platform or of a library.
PLATFORM = {
    "page_parts/drawings/": "detection rules",
    "tilekit/checks/agent/generated_files.py": "JMX rules",
    "tilekit/checks/cross/pipeline_logs.py": "detection rules",
    "tilekit/checks/detection_rules/": "detection rules",
    "tilekit/checks/logs/": "grok rules",
    "tilekit/drawings/": "detection rules",
    "tilekit/commands/formats/sarif.py": "rules of SARIF",
    "tilekit/media/svg/": "CSS rules",
    "tilekit/parse/markdown/": "rules of markdown-it",
    "tilekit/pipeline/": "grok rules",
    "tilekit/recognition/": "detection rules",
    "tilekit/scaffold/": "detection rules",
    "tilekit/suggest/": "grok rules",
    "tilekit/tile/tabs.py": "detection rules",
    "tilekit/tile/resources.py": "detection rules",
    "bench/pipelines.py": "grok rules",
    "tests/browser/axe.py": "rules of axe",
    "tests/browser/test_style_sheets.py": "CSS rules",
    "tests/page_parts/test_drawings.py": "detection rules",
    "tests/reviews/test_walk.py": "rules of Hypothesis",
    "tests/tilekit/": "rules of all these kinds",
}
# Names of detection rules in other places.
PLATFORM_NAMES = {
    "DetectionRule",
    "RULE_ID",
    "_DETECTION_RULES",
    "_RULE_ID",
    "_rule_ids",
    "detection_rules",
    "rule_id",
    "test_detection_rules",
    "test_every_query_of_a_monitor_or_rule_is_taken_apart",
}
# Published or stored: a value of two error codes, and a placeholder of a text.
PUBLISHED = {
    "validation/actions/overlays.py: rule",
    "validation/fixes.py: rule",
    "validation/views/checks.py: rule",
}
# Modules whose constants are named by Django.
SETTINGS = (
    "portal/settings.py",
    "portal/account_settings.py",
    "bench/settings.py",
    "bench/no_restart_settings.py",
    "page_parts/formats/",
)
# Constants with the same meaning in each module: its rows of the table.
REPEATED = {"ROWS"}
MOST_PRIVATE_VALUES = 5
# They say that there is a value, but not what it is.
VAGUE = {"found", "each", "made", "known", "here", "mine", "own"}
# What scripts and templates define. Scripts that merge changes call their sides `mine` and `own`.
_SCRIPT_NAME = re.compile(r"\b(?:const|let) \[?(\w+)|\((\w+)\) =>|\bfunction \w*\((\w+)")
_TEMPLATE_NAME = re.compile(r"{% for (\w+)(?:, (\w+))? in|{%[^%]+ as (\w+) %}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def sources() -> list[Path]:
    return [path for path in tracked(".py") if "migrations" not in path.parts and "samples" not in path.parts]


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every identifier of a module: what it defines, imports, reads and passes by keyword."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name, asname=other):
                yield from (*name.split("."), other or "")


def bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of every variable, parameter, attribute and function that the module defines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name


def has_former_word(name: str) -> bool:
    return bool({"rule", "rules"} & {word.lower() for word in _WORD.findall(name)})


def test_a_class_name_is_defined_once() -> None:
    places = defaultdict[str, list[str]](list)
    for path in sources():
        if path.parts[0] != "tests":
            tree = syntax_tree(path)
            for name in {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} - FRAMEWORK:
                places[name].append(str(path))

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def constants_in(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of the constants of a module, without second names of other values."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=True)
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                pairs = zip([target], [value], strict=True)
            case _:
                continue
        for name, value in pairs:
            match name, value:
                case ast.Name(), ast.Name() | ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec")):
                    continue
                case ast.Name(id=constant), _ if constant.isupper():
                    yield constant, value


def is_number(value: ast.expr) -> bool:
    parts = list(ast.walk(value))
    return any(isinstance(part, ast.Constant) for part in parts) and all(
        isinstance(part, ast.BinOp | ast.operator | ast.UnaryOp | ast.unaryop)
        or (isinstance(part, ast.Constant) and isinstance(part.value, int | float))
        for part in parts
    )


def test_a_constant_has_one_value() -> None:
    """A private constant that is not a number may share its name with a few of other modules."""
    values = defaultdict[str, dict[str, str]](dict)
    private = defaultdict[str, dict[str, str]](dict)
    for path in sources():
        if path.parts[0] != "tests" and not str(path).startswith(SETTINGS):
            for name, value in constants_in(syntax_tree(path)):
                group = private if name.startswith("_") and not is_number(value) else values
                group[name][ast.unparse(value)] = str(path)

    ambiguous = {name: sorted(places.values()) for name, places in values.items() if len(places) > 1}
    assert {name: paths for name, paths in ambiguous.items() if name not in REPEATED} == {}
    assert ambiguous.keys() >= REPEATED, "remove what has one value now"
    assert {name: paths for name, paths in private.items() if len(paths) > MOST_PRIVATE_VALUES} == {}


def test_values_are_named_by_nouns() -> None:
    vague = [
        f"{path}:{line} {name}"
        for path in sources()
        for line, name in bound_names(syntax_tree(path))
        if name.lstrip("_") in VAGUE
    ]

    assert vague == []


@pytest.mark.parametrize(
    "ending, pattern, vague",
    [
        (".js", _SCRIPT_NAME, VAGUE - {"mine", "own"}),
        (".mjs", _SCRIPT_NAME, VAGUE - {"mine", "own"}),
        (".html", _TEMPLATE_NAME, VAGUE),
        (".txt", _TEMPLATE_NAME, VAGUE),
    ],
)
def test_values_of_scripts_and_templates_are_named_by_nouns(
    ending: str, pattern: re.Pattern[str], vague: set[str]
) -> None:
    names = [
        (path, name)
        for path in tracked(ending)
        for match in pattern.finditer((ROOT / path).read_text())
        for name in match.groups()
    ]

    assert names
    assert [f"{path}: {name}" for path, name in names if name in vague] == []


def test_no_module_is_named_after_a_former_layer() -> None:
    assert [str(path) for path in sources() if {path.stem, *path.parts[:-1]} & FORMER_MODULES] == []


def test_our_checks_have_one_name() -> None:
    names = {
        f"{path}: {name}"
        for path in sources()
        if not str(path).startswith(tuple(PLATFORM))
        for name in names_in(syntax_tree(path))
        if has_former_word(name) and name not in PLATFORM_NAMES
    }

    assert sorted(names - PUBLISHED) == []

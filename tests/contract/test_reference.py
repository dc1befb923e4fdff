"""Pages generated from the code are up to date, and no error code is missing."""

import ast
import re

import pytest
from django.conf import settings

from common.errors import error_codes
from portal.generated_docs import GENERATED_PAGES, errors_page
from tests.contract.tree import GROUP, ROOT, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)


@pytest.mark.parametrize("name", GENERATED_PAGES)
def test_page_is_fresh(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == GENERATED_PAGES[name](), "run: make docs"


def test_every_error_code_is_documented() -> None:
    documented = set(re.findall(r"^\| `([a-z-]+)` \| \d{3} \| \S", errors_page(), re.MULTILINE))

    assert documented == set(error_codes())


def test_errors_are_declared_where_the_page_looks() -> None:
    """The page imports `errors` of each app. An error in another module would appear only if that
    module is imported.
    """
    strays = []
    for path in tracked(".py"):
        if path.parts[0] in settings.SLIPWAY_APPS and path.name != "errors.py":
            classes = (node for node in ast.walk(syntax_tree(path)) if isinstance(node, ast.ClassDef))
            strays += [f"{path} {node.name}" for node in classes if _has_code(node) and _is_error(node)]

    assert strays == []


def _has_code(node: ast.ClassDef) -> bool:
    targets = (target for statement in node.body if isinstance(statement, ast.Assign) for target in statement.targets)
    return any(isinstance(target, ast.Name) and target.id == "code" for target in targets)


def _is_error(node: ast.ClassDef) -> bool:
    names = {"SlipwayError", *(error.__name__ for error in error_codes().values())}
    return any(isinstance(base, ast.Name) and base.id in names for base in node.bases)

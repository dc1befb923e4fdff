"""The list of components that `make sbom` writes."""

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from requirements import sbom
from tests.contract.tree import ROOT, tracked

pytestmark = pytest.mark.sqlite_is_enough


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("sbom") / "new" / "sbom.json"
    sbom.main(target)
    return target.read_text()


@pytest.fixture(scope="module")
def components(text: str) -> dict[str, Any]:
    return {component["purl"]: component for component in json.loads(text)["components"]}


def test_document_is_valid_cyclonedx(text: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_every_locked_package_is_listed_with_its_hashes(components: dict[str, Any]) -> None:
    lock = sbom.LOCK.read_text()
    pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==([\w.]+) (?!; sys_platform == 'win32')", lock, re.MULTILINE)
    always = [(name, version) for name, version in pinned if f"{name}=={version} ; python_full_version" not in lock]
    missing = [pair for pair in always if "pkg:pypi/{}@{}".format(*pair) not in components]

    assert missing == []
    assert len(always) > 80
    assert not any(address.startswith("pkg:pypi/colorama") for address in components)
    listed = {digest["content"] for component in components.values() for digest in component["hashes"]}
    assert len(listed & {*re.findall(r"sha256:(\w+)", lock)}) > len(always)


def test_components_have_the_licences_that_they_declare(components: dict[str, Any]) -> None:
    django = components[f"pkg:pypi/django@{metadata.version('django')}"]
    unknown = [component["name"] for component in components.values() if "licenses" not in component]

    assert django["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert unknown == ["resvg-py", "zxcvbn-rs-py"], "these packages declare none"


def test_scripts_of_others_are_components(components: dict[str, Any]) -> None:
    templates = "".join((ROOT / path).read_text() for path in tracked(".html"))
    loaded = {path for path in re.findall(r"{% static '([^']+\.js)' %}", templates) if not path.startswith("js/")}
    (htmx,) = [component for component in components.values() if component["purl"].startswith("pkg:npm/")]
    (place,) = htmx["properties"]

    assert loaded == {Path(place["value"]).relative_to("django_htmx/static").as_posix()}
    assert re.fullmatch(r"pkg:npm/htmx.org@2\.\d+\.\d+", htmx["purl"])

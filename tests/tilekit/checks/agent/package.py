"""A valid wheel, the same package as source, and listings with one fault in either."""

import base64
import hashlib
import json
from collections.abc import Mapping

from tests.tilekit.listing import listing
from tests.tilekit.media.test_wheel import packed
from tilekit.bundle import Bundle
from tilekit.sections.configuration import Configuration

WHEEL = "dist/datadog_acme_widget-1.0.0-py3-none-any.whl"
INFO = "datadog_acme_widget-1.0.0.dist-info"
PACKAGE = "datadog_checks/acme_widget"
SPEC = "assets/configuration/spec.yaml"
METADATA = """\
Metadata-Version: 2.3
Name: datadog-acme-widget
Version: 1.0.0
Summary: Watches queues
Author-email: Acme <support@acme.example>
License-Expression: BSD-3-Clause
Requires-Python: >=3.11
Requires-Dist: datadog-checks-base>=37.0.0
"""
CHECK = """\
from datadog_checks.base import AgentCheck, ConfigurationError


class AcmeCheck(AgentCheck):
    __NAMESPACE__ = "acme_widget"

    def __init__(self, name, init_config, instances):
        super().__init__(name, init_config, instances)
        if not self.instance.get("url"):
            raise ConfigurationError("url is missing")

    def check(self, _):
        answer = self.http.get(self.instance["url"]).json()
        self.gauge("queue.depth", answer["depth"])
"""
EXAMPLE = """\
init_config:

instances:

    ## @param url - string - required
    ## The address of your server.
    #
  - url: http://localhost:8080

    ## @param timeout - number - optional - default: 10
    ## How many seconds to wait.
    #
    # timeout: 10
"""
SPEC_TEXT = """\
name: Acme Widget
files:
- name: acme_widget.yaml
  options:
  - template: init_config
    options:
    - template: init_config/http
  - template: instances
    options:
    - name: url
      required: true
      description: The address of your server.
      value:
        type: string
        example: http://localhost:8080
    - template: instances/http
"""
SOURCE: dict[str, str] = {
    f"{PACKAGE}/__init__.py": "from .__about__ import __version__\nfrom .check import AcmeCheck\n",
    f"{PACKAGE}/__about__.py": "__version__ = '1.0.0'\n",
    f"{PACKAGE}/check.py": CHECK,
    f"{PACKAGE}/data/conf.yaml.example": EXAMPLE,
}
GOOD: dict[str, str] = {
    "datadog_checks/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
    **SOURCE,
    f"{INFO}/METADATA": METADATA,
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{INFO}/licenses/LICENSE": "BSD\n",
}
Changes = Mapping[str, str | None]


def wheel_of(changes: Changes | None = None, *, info: str = INFO) -> bytes:
    """The wheel with changed files (None removes one); RECORD is updated unless it is given."""
    changed = {**GOOD, **(changes or {})}
    files = {path: text for path, text in changed.items() if text is not None}
    record = f"{info}/RECORD"
    if record not in changed:
        files[record] = "".join(f"{path},{_hash(text)},{len(text)}\n" for path, text in files.items()) + f"{record},,\n"
    return packed(files)


def _hash(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def with_wheel(
    changes: Changes | None = None, *, name: str = WHEEL, data: bytes | None = None, spec: str = SPEC_TEXT
) -> Bundle:
    """The test listing as an Agent check with the wheel."""
    bundle = listing(
        manifest={"/assets/integration/configuration": {"spec": SPEC}},
        files={name: wheel_of(changes) if data is None else data, SPEC: spec},
    )
    assert bundle.section(Configuration).wheel is not None
    return bundle


def with_source(
    changes: Mapping[str, bytes | str | None] | None = None,
    *,
    spec: str = SPEC_TEXT,
    manifest: Mapping[str, object] | None = None,
) -> Bundle:
    """The test listing as an Agent check with source code in its folder."""
    tests = {"tests/test_check.py": "def test_depth():\n    assert depth() == 3\n"}
    return listing(
        manifest={"/assets/integration/configuration": {"spec": SPEC}, **(manifest or {})},
        files={**SOURCE, **tests, SPEC: spec, **(changes or {})},
    )


def with_timeout(value: Mapping[str, object], *, example: str = "", model: str = "") -> Bundle:
    """The listing with source code whose spec has the option timeout.

    example is its default in the example configuration, and model the one in the generated models.
    """
    option = json.dumps({"name": "timeout", "description": "How long to wait.", "value": value})
    anchor = "    - template: instances/http\n"
    default, shown = f" - default: {example}" if example else "", str(value.get("example", 10)).lower()
    written = EXAMPLE.replace(" - default: 10", default).replace("timeout: 10", f"timeout: {shown}")
    changes = {f"{PACKAGE}/data/conf.yaml.example": written}
    if model:
        changes[f"{PACKAGE}/config_models/defaults.py"] = f"def instance_timeout():\n    return {model}\n"
    return with_source(changes, spec=SPEC_TEXT.replace(anchor, f"    - {option}\n{anchor}"))

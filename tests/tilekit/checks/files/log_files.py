"""A valid pipeline and its tests, with comments and quotation marks as people write them."""

from collections.abc import Mapping

from tests.tilekit.listing import listing
from tilekit.bundle import Bundle

FILE, TESTS = "assets/logs/acme-widget.yaml", "assets/logs/acme-widget_tests.yaml"
PIPELINE = """\
# exported on Monday
id: acme-widget
metric_id: acme-widget
backend_only: false
facets:
  - groups:
      - Acme Widget  # ours
    name: State
    path: acme.state
    source: log
  - groups:
      - "Acme Widget"
    name: "Size"
    path: acme.size
    source: log
    facetType: range
    type: integer
    unit:
      family: bytes
      name: byte
  # the last one
  - groups:
      - Web Access
    name: Client IP
    path: network.client.ip
    source: log
pipeline:
  type: pipeline
  name: Acme Widget
  enabled: true
  filter:
    query: source:acme-widget
  processors:
    - type: grok-parser
      name: Read the line
      enabled: true
      source: text
      samples:
        - up 7
      grok:
        supportRules: ''
        matchRules: |
          line %{word:acme.state} %{integer:acme.size}
    - type: date-remapper
      name: Take the date
      enabled: true
      sources:
        - time
    # levels are those of syslog
    - type: status-remapper
      name: Take the status
      enabled: true
      sources:
        - level
    - type: service-remapper
      name: Take the service
      enabled: true
      sources: [service]
    - type: message-remapper
      name: Take the message
      enabled: true
      sources:
        - text
    - type: attribute-remapper  # the address
      name: Map addr to network.client.ip
      enabled: true
      sources:
        - addr
      sourceType: attribute
      target: network.client.ip
      targetType: attribute
      preserveSource: false
      overrideOnConflict: false
"""
RESULT = """\
    result:
      custom:
        acme:
          size: {size}
          state: "{state}"
        level: "warn"
        network:
          client:
            ip: "192.0.2.1"
        service: "web"
        time: "2024-01-01T00:00:00Z"
      message: "{state} {size}"
      service: "web"
      status: "warn"
      tags:
        - "source:LOGS_SOURCE"
      timestamp: 1704067200000
"""
SAMPLE = """\
  - sample: |-
      {{
        "time": "2024-01-01T00:00:00Z", "level": "warn", "service": "web",
        "text": "{state} {size}", "addr": "192.0.2.1"
      }}
"""
ROWS = tuple((SAMPLE + RESULT).format(state=state, size=size) for state, size in (("up", 7), ("down", 8)))
CASES = f"""\
id: "acme-widget"
tests:
{ROWS[0]}{ROWS[1]}"""


def with_logs(
    pipeline: str | None = PIPELINE, tests: str | None = CASES, more: Mapping[str, str | None] | None = None
) -> Bundle:
    """The test listing with these two files and others."""
    files: dict[str, bytes | str | None] = {FILE: pipeline, TESTS: tests, **(more or {})}
    return listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files=files)

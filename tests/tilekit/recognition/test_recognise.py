"""Files are recognised by their content: each kind in its forms, whatever the file is called."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.shared import listing_folders
from tilekit.core.messages import render
from tilekit.recognition import RECOGNISED_KINDS, recognise
from tilekit.recognition.recognise import stored_form
from tilekit.suggest.yaml_files import written_yaml

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="%s" d="M0 0h9v9z"/></svg>'
MONITOR = {"name": "Deep queue", "type": "metric alert", "query": "avg(last_5m):avg:acme.depth{*} > 5", "message": ""}
PIPELINE = {"name": "Acme", "filter": {"query": "source:acme"}, "is_enabled": True, "processors": []}
RULE = {"name": "Many failures", "queries": [{"query": "source:acme"}], "cases": [{"status": "high"}]}
VIEW = {"name": "Errors", "type": "logs", "page": "stream", "query": "source:acme"}
CHECKS = [{"check": "acme.up", "statuses": ["ok", "critical"], "groups": [], "integration": "Acme"}]
OAUTH = {"integration": {"name": "Acme", "redirect_uris": ["https://acme.example/back"], "scopes": ["metrics_read"]}}
EXAMPLES: dict[str, list[object]] = {
    "dashboard": [{"title": "Acme", "layout_type": "ordered", "widgets": []}, {"board_title": "Old", "widgets": []}],
    "monitor": [MONITOR, {"version": 2, "title": "Deep", "definition": MONITOR}, {**MONITOR, "type": "query alert"}],
    "saved-view": [VIEW, {"type": "trace", "timerange": {}, "query": ""}, {**VIEW, "type": "rum"}],
    "detection-rule": [RULE],
    "log-pipeline": [PIPELINE, {"id": "acme", "pipeline": PIPELINE}],
    "pipeline-tests": [{"id": "acme", "tests": [{"sample": "a", "result": {}}]}],
    "service-checks": [CHECKS],
    "oauth-client": [OAUTH],
    "manifest": [{"manifest_version": "2.0.0", "app_id": "acme"}, {"app_id": "acme", "tile": {}}],
    "agent-configuration": [{"init_config": None, "instances": [{"url": "x"}]}, {"instances": []}],
    "specification": [{"name": "Acme", "files": [{"name": "acme.yaml"}]}],
    "dataflows": [{"provides": [{"id": "a", "data_type": "logs"}]}],
    "grafana-dashboard": [
        {"title": "Acme", "panels": [], "schemaVersion": 39},
        {"dashboard": {"title": "Acme", "panels": [{"targets": []}], "templating": {"list": []}}},
    ],
    "other-object": [
        {"name": "Acme", "type": "metric", "query": {"numerator": "a", "denominator": "b"}, "thresholds": [{}]},
        {"data": {"type": "notebooks", "attributes": {"name": "Acme", "cells": []}}},
        {"name": "Acme", "type": "api", "subtype": "http", "config": {}, "locations": []},
    ],
    "workflow": [
        {"on": "push", "jobs": {"check": {"runs-on": "ubuntu-latest", "steps": []}}},
        {"jobs": {"check": {"uses": "acme/check.yml"}}},
        {"repos": [{"repo": "local", "hooks": []}]},
    ],
}
TEXTS = {
    "metrics-file": [
        "metric_name,metric_type,interval\nacme.a,gauge,\n",
        'interval,"metric_name",metric_type\r\n,a.b,count',
    ],
    "metrics-table": [
        "unit_name;metric_type;metric_name\r\nbyte;gauge;acme.a\r\n",
        "Metric\tType\tDescription\nacme.a\tcounter\tRequests\n",
        "Metric name,Type\nacme.a,gauge\n",
        "- name: acme.a\n  type: gauge\n- name: acme.b\n  type: counter\n",
        "acme.depth: Messages in the queue\nacme.delay: Time until a message is read\n",
        "- `acme.a` (gauge) - Messages in the queue\n- `acme.b` (gauge) - Time in\n  the queue\n",
    ],
    "openmetrics": ["# HELP up Is it up\n# TYPE up gauge\nup 1\n", 'a_total{x="}{"} 1.5e+3\nb 2 1700000000\n# EOF\n'],
    "terraform": [
        'resource "datadog_monitor" "depth" {\n  name  = "Queue depth"\n  query = "avg(last_5m):avg:a.b{*} > 1"\n}\n'
    ],
    "log-file": [
        "0 [main] DEBUG acme.Main  - Ready\n176 [main] INFO  acme.Jobs - 3 jobs\n",
        "time=2026-03-01T10:00:00Z level=info msg=Ready\ntime=2026-03-01T10:00:01Z level=warn msg=Slow\n",
        "I, [2026-03-01T10:00:00.123456 #47]  INFO -- : Ready\nE, [2026-03-01T10:00:01.123456 #47] ERROR -- : Failed\n",
        "info: Acme.Jobs[14]\n      Ready\nfail: Acme.Jobs[0]\n      Job 3 failed\n",
        "2024-05-01 10:00:00,123 INFO Start\n2024-05-01 10:00:01,456 WARN Slow\n",
        '10.0.0.1 - - [10/Oct/2024:13:55:36 +0000] "GET / HTTP/1.1" 200 7\n' * 2,
        '{"level": "info"}\n{"level": "warn"}\n',
        (
            "10:15:32.123 [main] ERROR c.a.App - Lost\njava.lang.Error: x\n\tat c.a.App.run(App.java:17)\n"
            "Caused by: java.io.IOException: closed\n\tat x.Y.z(Y.java:1)\n10:15:33.001 [main] INFO c.a.App - Back\n"
        ),
        "INFO:acme:Started\nERROR:acme:Lost\nTraceback (most recent call last):\n  File 'a.py'\nValueError: x\n",
    ],
    "readme": ["# Acme\n\n## Overview\n\nA text.\n", "## Setup\n1. Do it"],
    "changelog": [
        "# CHANGELOG - Acme\n\n## 1.0.0 / 2026-01-01\n\n* First\n",
        "## 2.0.0\n### Added\n- It",
        "# Changelog\n",
    ],
    "package-project": [
        '[build-system]\nrequires = ["hatchling"]\n',
        '# Overview\n[project]\nname = "acme"\n',
        "from setuptools import setup\n\nsetup(name='acme', version='1.0.0')\n",
        "[metadata]\nname = acme\n",
        "Metadata-Version: 2.1\nName: acme\n",
    ],
    "tool-settings": [
        "[tox]\nenvlist = py313\n",
        '[[envs.default.matrix]]\npython = ["3.13"]\n',
        "graft datadog_checks\n# Tests\nrecursive-include tests *.py\n",
    ],
    "licence": ["MIT License\n\nCopyright Acme\n"],
    "package-list": ["-r base.txt\nrequests[socks]==2.32.0; python_version > '3'\n", "boto3>=1.35  # for S3\n"],
    "code": ['__version__ = "1.2.0"\n', "from x import y\nclass Acme(AgentCheck):\n    pass\n"],
    "unknown": [
        "",
        "Just a text.",
        "a,b\n1,2\n",
        "name;type\nLinus;dog\n",
        "{not json",
        "[1,\n a = 2",
        "%PNG",
        "# Hello\n\nNo heading that we know.",
        "WARNING: read this\n  before you begin\nThen install it.\nThen run it.\n",
        "INFO = level\n  more\nERRORS = 2\n",
        "05/11/26 Meeting\n  with Acme\n12/11/26 Call\n",
        "spring.port: 8080\nspring.name: acme\n",
        "www.acme.example: Our shop\nhelp.acme.example: Our manual\n",
        "acme.queue: Waiting for messages\nacme.queue: Waiting for messages\n",
        "acme.depth: Messages in the queue\nThis text is about one metric.\n",
    ],
}
BYTES = {
    "logo": [SVG % b"#632ca6", SVG % b"#000"],
    "logo-dark": [SVG % b"#fff", SVG % b"white"],
    "picture": [b"\x89PNG\r\n\x1a\n0", b"\xff\xd8\xff0"],
    "video": [b"\0\0\0\x18ftypmp42"],
    "eula": [b"%PDF-1.7"],
    "other-archive": [b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\1", b"a.txt".ljust(257, b"\0") + b"ustar"],
    "other-picture": [b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM", b"\0\0\0\x18ftypheic"],
    "other-video": [b"\0\0\0\x18ftypqt  ", b"\x1a\x45\xdf\xa3", b"RIFF\0\0\0\0AVI "],
    "unknown": [b"\0\1\2", b"MZ"],
}


def _zip(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "Version: 1.2.3\n")
    return target.getvalue()


ARCHIVES = {
    "wheel": [_zip("acme/__init__.py", "acme-1.dist-info/METADATA"), _zip("a.dist-info/WHEEL", "manifest.json")],
    "listing-archive": [_zip("manifest.json"), _zip("repo/acme/manifest.json", "repo/acme/tests/a/manifest.json")],
    "archive-of-listings": [
        _zip("a/manifest.json", "b/manifest.json"),
        _zip("main/a/metadata.csv", "main/a/README.md", "main/b/assets/dashboards/b.json", "main/b/metadata.csv"),
    ],
    "office-document": [
        _zip("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
        _zip("mimetype", "content.xml", "META-INF/manifest.xml"),
        _zip("Index/Document.iwa"),
    ],
    "archive": [b"PK\x03\x04 cut", _zip("a.json"), _zip("__MACOSX/manifest.json", "a.txt"), _zip()],
}
CASES = [
    *((kind, json.dumps(value).encode()) for kind, values in EXAMPLES.items() for value in values),
    *((kind, text.encode()) for kind, texts in TEXTS.items() for text in texts),
    *((kind, data) for kind, files in {**BYTES, **ARCHIVES}.items() for data in files),
    ("assets", b'{"dash": {"title": "Acme", "widgets": []}}'),
]


@pytest.mark.parametrize("kind, data", CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_each_kind_is_recognised_under_any_name(kind: str, data: bytes) -> None:
    assert {recognise(name, data).kind for name in ("a.txt", "manifest.json", "README.md", "x.zip", "")} == {kind}


def test_every_kind_has_an_example() -> None:
    assert {kind.name for kind in RECOGNISED_KINDS} == {"raster-logo", "log-samples", *(kind for kind, _ in CASES)}


@pytest.mark.parametrize(
    "name, kind",
    [
        ("logo.png", "raster-logo"),
        ("images/acme_LOGO-dark.jpeg", "raster-logo"),
        ("acme-logotype.png", "raster-logo"),
        ("catalogo.png", "picture"),
        ("login.png", "picture"),
        ("logos/screen.png", "picture"),
    ],
)
def test_an_image_that_is_called_a_logo_is_no_picture_of_the_carousel(name: str, kind: str) -> None:
    assert recognise(name, BYTES["picture"][0]).kind == kind


def test_an_empty_list_is_one_of_service_checks_by_its_name() -> None:
    recognised = recognise("assets/service_checks.json", b"[]\n")

    assert (recognised.kind, recognised.says) == ("service-checks", {})
    assert recognise("tags.json", b"[]").kind == "unknown"


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_yaml_with_the_same_value_is_the_same_kind(kind: str) -> None:
    values = EXAMPLES[kind]

    assert [recognise("x", written_yaml(value).encode()).kind for value in values] == [kind] * len(values)


def test_broken_json_says_where_it_breaks() -> None:
    recognised = recognise("board.json", b'{"title": "Acme",\n "widgets": [}')

    assert recognised.kind == "unknown"
    assert recognised.fault is not None
    assert "line 2, column 14" in render(recognised.fault)


PATHS = {
    "metadata.csv": "metrics-file",
    "manifest.json": "manifest",
    "README.md": "readme",
    "assets/dashboards": "dashboard",
    "assets/monitors": "monitor",
    "assets/security": "detection-rule",
    "assets/saved_views": "saved-view",
}


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_files_of_live_listings_are_recognised_without_their_names(folder: Path) -> None:
    expected = {
        str(path): kind
        for path in _files(folder)
        for start, kind in PATHS.items()
        if str(path.relative_to(folder)).startswith(start)
    }

    assert {path: recognise("x", Path(path).read_bytes()).kind for path in expected} == expected


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_files_say_what_they_know_about_other_fields() -> None:
    board = {
        "title": "Acme",
        "widgets": [{"definition": {"type": "timeseries", "requests": [{"q": "avg:acme.q.a{*}"}]}}],
    }
    cases = {
        json.dumps(board): {"data.metric_prefix": "acme.q.", "data.submitted_data_types": ["Metrics"]},
        "metric_name,metric_type\nacme.q.a,gauge\nacme.q.b.c,gauge\n": {
            "data.metric_prefix": "acme.q.",
            "data.submitted_data_types": ["Metrics"],
            "data.metric_check": ["acme.q.a"],
        },
        json.dumps(PIPELINE): {"data.submitted_data_types": ["Logs"], "data.logs_source": "acme"},
        "## 2.1.0\n\n- It\n": {"configuration.package_version": "2.1.0"},
        "metric_name,metric_type\nacme.q.errors.count,count\nacme.q.depth,gauge\n": {
            "data.metric_prefix": "acme.q.",
            "data.submitted_data_types": ["Metrics"],
            "data.metric_check": ["acme.q.depth"],
        },
        "# Acme Queue\n\n## Overview\n\nText\n": {"overview.title": "Acme Queue"},
        "# Agent Check: Acme Queue\n\n## Overview\n\nText\n": {"overview.title": "Acme Queue"},
        "# Acme Queue Integration\n\n## Overview\n\nText\n": {"overview.title": "Acme Queue"},
        "## Troubleshooting\n\nNeed help? Contact help@acme.example.\n": {"support.support_email": "help@acme.example"},
        "## Support\n\nContact help@acme.example.\n": {"support.support_email": "help@acme.example"},
        "## Support\n\n[Write](mailto:help@acme.example) to help@acme.example\n": {
            "support.support_email": "help@acme.example"
        },
        "## Support\n\nhelp@acme.example or sales@acme.example\n": {},
        "## Overview\n\nhelp@acme.example\n": {},
        "init_config:\ninstances:\n  - openmetrics_endpoint: http://x\n": {
            "configuration.code_type": "agent",
            "configuration.agent_check_kind": "openmetrics",
        },
    }

    assert {data: recognise("x", data.encode()).says for data in cases} == cases


def test_a_file_is_stored_in_the_form_of_its_field() -> None:
    yaml, wrapped = b"title: Acme\nwidgets: []\n", json.dumps(PIPELINE).encode()

    assert json.loads(stored_form(recognise("x", yaml), yaml)) == {"title": "Acme", "widgets": []}
    assert stored_form(recognise("x", wrapped), wrapped).decode().startswith("id: acme\n")


def test_table_with_other_separators_is_stored_as_a_metrics_file() -> None:
    text = b'description;metric_name;metric_type\r\n"Bytes; ""sent""";acme.sent;count\r\n'
    recognised = recognise("x", text)

    stored = stored_form(recognised, text)

    assert recognise("x", stored).kind == "metrics-file"
    assert b'acme.sent,count,,,,"Bytes; ""sent""",' in stored
    assert recognised.says["data.metric_prefix"] == "acme."


def test_modules_without_definitions_are_recognised_by_their_name() -> None:
    contents = {"metrics.py": b"METRICS = {'a': 'b'}\n", "empty.py": b"", "metrics.txt": b"METRICS = {'a': 'b'}\n"}

    assert [recognise(path, data).kind for path, data in contents.items()] == ["code", "unknown", "unknown"]


def test_openmetrics_text_is_stored_as_a_metrics_file() -> None:
    text = b"# HELP queue_depth Messages in the queue\n# TYPE queue_depth gauge\nqueue_depth 3\n"

    stored = stored_form(recognise("x", text), text)

    assert recognise("x", stored).kind == "metrics-file"
    assert b"queue_depth,gauge" in stored

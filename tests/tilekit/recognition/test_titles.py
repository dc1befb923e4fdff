"""The name of a listing is proposed from files of other subjects, with the file that contains it."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from tilekit.bundle import Files
from tilekit.recognition.gathered import gather

_QUERY = {"type": "query alert", "query": "avg(last_5m):avg:a.b{*} > 1"}


def _monitor(**definition: object) -> bytes:
    return json.dumps({"title": "Queue is long", "definition": {**_QUERY, **definition}}).encode()


def _pipeline(name: str) -> bytes:
    return f"id: acme_jobs\npipeline:\n  name: {name}\n  processors: []\n".encode()


def _wheel(metadata: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("acme-1.0.0.dist-info/METADATA", metadata)
    return buffer.getvalue()


WHEEL = _wheel("Metadata-Version: 2.1\nName: datadog-acme-queue\nVersion: 1.0.0\n")
METRICS = b"metric_name,metric_type,integration\nacme.q.depth,gauge,acme_jobs\n"
BOARD = json.dumps({"title": "Acme Board Overview", "layout_type": "ordered", "widgets": []}).encode()


@pytest.mark.parametrize(
    "name, data, title",
    [
        ("datadog_acme_queue-1.0.0-py3-none-any.whl", WHEEL, "Acme Queue"),
        ("datadog_acme_jobs-1.0.0-py3-none-any.whl", _wheel("Version: 1.0.0\n"), "Acme Jobs"),
        ("p.yaml", _pipeline("ACME jobs"), "ACME jobs"),
        ("p.yaml", _pipeline("acme_jobs"), "Acme Jobs"),
        ("p.yaml", _pipeline("''"), "Acme Jobs"),
        ("m.json", _monitor(name="[Acme Queue] Queue is long on {{host.name}}"), "Acme Queue"),
        ("m.json", _monitor(name="Queue is long", tags=["team:x", "integration:acme-queue"]), "Acme Queue"),
        ("m.json", _monitor(name="[{{host.name}}] Queue is long"), ""),
    ],
)
def test_file_of_another_subject_names_the_listing(name: str, data: bytes, title: str) -> None:
    proposed = gather(Files.of({name: data}), "").title

    assert (proposed.title, proposed.source) == (title, name if title else "")


def test_readme_comes_before_titles_of_other_files_and_a_dashboard_before_the_name_of_a_package() -> None:
    files = {"a.whl": WHEEL, "b.json": BOARD}
    readme = {"README.md": b"# Acme\n\n## Overview\n\nText\n"}

    titles = [gather(Files.of(chosen), "").title for chosen in (files, {**files, **readme})]

    assert [(title.title, title.source) for title in titles] == [("Acme Board", "b.json"), ("Acme", "README.md")]


def test_name_that_the_metrics_confirm_comes_before_others() -> None:
    files = {"b.json": BOARD, "p.yaml": _pipeline("Acme Jobs"), "metadata.csv": METRICS}

    titles = [gather(Files.of(chosen), "").title.title for chosen in ({"b.json": BOARD, "m.csv": METRICS}, files)]

    assert titles == ["Acme Board", "Acme Jobs"]

"""Single files of a Python package say what they know, and otherwise what to import instead."""

import pytest

from guides.samples import SAMPLES
from tilekit.bundle import Files
from tilekit.recognition import recognise
from tilekit.recognition.gathered import GatheredListing, gather

PYPROJECT = b'[project]\nname = "datadog-acme_queue"\nversion = "1.4.0"\ndependencies = ["datadog-checks-base"]\n'
SET_UP = b"from setuptools import setup\n\nsetup(\n  name='datadog-acme-jobs', version='1.4.0', package_data={})\n"
METADATA = b"Metadata-Version: 2.1\nName: datadog-acme-queue\nVersion: 1.4.0\nRequires-Dist: datadog-checks-base\n"
VERSION, AGENT = {"configuration.package_version": "1.4.0"}, {"configuration.code_type": "agent"}


def gathered(name: str, data: bytes) -> GatheredListing:
    return gather(Files.of({name: data}), "")


@pytest.mark.parametrize(
    "data, says, title",
    [
        (PYPROJECT, {**VERSION, **AGENT}, "Acme Queue"),
        (SET_UP, VERSION, "Acme Jobs"),
        (METADATA, {**VERSION, **AGENT}, "Acme Queue"),
        (b"[metadata]\nname = acme\nversion = attr: acme.__version__\n", {}, "Acme"),
        (b'[build-system]\nrequires = ["name=x, version=2"]\n', {}, ""),
        (b"name: Acme QUEUE\nfiles:\n- name: acme.yaml\n", {}, "Acme QUEUE"),
    ],
)
def test_project_has_version_method_and_name(data: bytes, says: dict[str, str], title: str) -> None:
    listing = gathered("x", data)

    assert (dict(listing.says), listing.title.title) == (says, title)


@pytest.mark.parametrize(
    "path, reason",
    [
        ("pyproject.toml", "Only its values are used."),
        ("datadog_checks/acme_queue/__about__.py", "Only its values are used."),
        (".github/workflows/tilekit.yml", "It is only used in your repository."),
        ("tests/conftest.py", "To import the code of a check, drop its wheel or the whole folder of the listing."),
    ],
)
def test_file_of_a_sample_explains_what_to_import_instead(path: str, reason: str) -> None:
    (file,) = gathered(path.rpartition("/")[2], (SAMPLES / "acme_queue" / path).read_bytes()).files

    assert file.reason is not None
    assert file.reason.id.startswith(reason)


@pytest.mark.parametrize(
    "data, expected",
    [
        (b"Copyright (c) 2026, Acme\n\nRedistribution is allowed.\n", "licence"),
        (b"\n  Apache License\n  Version 2.0, January 2004\n", "licence"),
        (b"The MIT License (MIT)\n\nCopyright Acme\n", "licence"),
        (b"# Copyright Acme\nimport re\n\n\ndef check():\n    return re\n", "code"),
        (b"license = 'MIT'\n", "unknown"),
        (b"# Acme Queue\n\n## Overview\n\nCopyright.\n", "readme"),
    ],
)
def test_licence_is_told_from_other_texts(data: bytes, expected: str) -> None:
    assert recognise("LICENSE", data).kind == expected


def test_every_file_of_the_samples_is_recognised() -> None:
    files = [
        path for path in SAMPLES.rglob("*") if path.is_file() and path.stat().st_size and "__pycache__" not in str(path)
    ]

    assert [str(path) for path in files if recognise(path.name, path.read_bytes()).kind == "unknown"] == []

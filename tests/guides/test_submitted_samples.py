"""Somebody imports a sample of the guide about Agent checks, does what the guide says, and submits it."""

import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AgreementKind
from common.actor import Role
from guides.library import guides_in
from listings.models import Revision, Section
from listings.states.revision_states import RevisionState
from tests.accounts.factories import make_agreement, make_member, make_organisation
from tests.guides.agent_samples import ANSWERS, ASKED_AT, built_wheel
from tests.listings.scene import reloaded
from tests.studio.scene import signed_in
from tests.validation.scene import give_sandbox
from tilekit.checks.finding import Severity
from tilekit.core.messages import render
from tilekit.sections import section_of
from validation.models import InstantFindings, RunFinding

pytestmark = pytest.mark.sqlite_is_enough


@pytest.mark.django_db
@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("name", ANSWERS)
def test_sample_is_submitted_without_blockers(name: str, tmp_path: Path, run_jobs: Callable[[], int]) -> None:
    organisation = make_organisation("Acme")
    owner = make_member(organisation, Role.OWNER)
    agreement = make_agreement(AgreementKind.PROGRAMME)
    client = signed_in(owner)

    revision = _imported(client, name)
    assert _blocked(client, revision) == {ASKED_AT.get(path, path) for path in ANSWERS[name]}

    client.post(reverse("accounts:agreement-accept", args=[organisation.slug, agreement.pk]))
    give_sandbox(organisation)
    _answer(client, revision, name, tmp_path)
    assert _blocked(client, revision) == set()

    client.post(_url(revision, "submit"), {"seen": reloaded(revision).version})
    run_jobs()

    assert reloaded(revision).state == RevisionState.IN_REVIEW
    assert not RunFinding.objects.filter(severity=Severity.BLOCKER).exists()
    assert [finding.code for finding in RunFinding.objects.filter(code__startswith="WH")] == []


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_guide_names_every_field_to_fill_in(language: str) -> None:
    section = next(row for row in guides_in(language)["agent-check"].text.sections if row.anchor == "example")
    text = " ".join(" ".join(part.markdown for part in section.parts).split())
    fields = {path.partition(".")[::2] for answers in ANSWERS.values() for path in answers}
    labels = {render(section_of(key).fields[name].label, language) for key, name in fields}

    assert {label for label in labels if label not in text} == set()


def _imported(client: Client, name: str) -> Revision:
    """The draft of the sample, from the link of the guide and the page New listing."""
    archive = SimpleUploadedFile(f"{name}.zip", client.get(reverse("guides:sample", args=[name])).content)
    page = client.post(reverse("studio:listing-import"), {"upload-uploads": [archive]}).headers["Location"]
    answers = {field.name: field.value() for field in client.get(page).context["form"]}
    client.post(page, answers)
    return Revision.objects.get()


def _url(revision: Revision, view: str, *more: str) -> str:
    return reverse(f"studio:{view}", args=[revision.listing_id, revision.number, *more])


def _blocked(client: Client, revision: Revision) -> set[str]:
    """The paths of the blockers that Review & Submit shows."""
    client.get(_url(revision, "step", "review"))
    findings = InstantFindings.objects.get(revision=revision).findings
    return {finding["path"] for finding in findings if finding["severity"] == Severity.BLOCKER}


def _answer(client: Client, revision: Revision, name: str, folder: Path) -> None:
    for key, paths in groupby(ANSWERS[name], lambda path: path.partition(".")[0]):
        changes = {path.partition(".")[2]: ANSWERS[name][path] for path in paths}
        if changes.pop("wheel", False) is None:
            wheel = built_wheel(name, folder)
            sent = {"wheel-file": SimpleUploadedFile(wheel.name, wheel.read_bytes())}
            client.post(f"{_url(revision, 'section-upload', key)}?path=configuration.wheel", sent)
        version = Section.objects.get(revision=revision, key=key, scope="").version
        body = json.dumps({"version": version, "changes": changes})
        client.post(_url(revision, "section-save", key), body, "application/json")

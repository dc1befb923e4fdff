import socket
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from files.actions import put_blobs
from files.upload import FileUpload
from listings.actions import generate_client_secret
from listings.content.bundles import bundle_of_revision
from listings.models import Revision, Submission
from tests.listings.scene import NOW, reloaded
from tests.tilekit.media.test_video import film
from tests.validation.scene import owner, ready, submitted
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview
from validation.contexts import context_of, deep_context_of
from validation.models import Run, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def contexts(revision: Revision) -> tuple[Context, Context]:
    """The context of instant checks, and that of a deep run."""
    bundle = bundle_of_revision(reloaded(revision))
    return context_of(reloaded(revision), bundle), deep_context_of(reloaded(revision), bundle)


def test_instant_checks_know_the_day_and_nothing_that_takes_time() -> None:
    instant, deep = contexts(ready(owner()))

    assert instant.today == timezone.localdate()
    assert (instant.network, instant.uploaded, instant.clients, instant.videos) == (None, None, None, None)
    assert (deep.uploaded, deep.clients, deep.videos) == ({}, frozenset(), {})
    assert (deep.network, deep.shipped, deep.sign_in) == (None, None, None)


def test_addresses_are_asked_where_the_portal_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # At most as long as the probes take, because the cache and the database may reconnect at the end of a test.
    with override_settings(PROBE_LINKS=True), monkeypatch.context() as names:
        names.setattr(socket, "getaddrinfo", _unknown)
        _, deep = contexts(ready(owner()))

    assert deep.network is not None
    assert set(deep.network.values()) == {"host name not found"}
    assert "https://acme.example.org" in deep.network


def _unknown(*_args: object, **_options: object) -> object:
    raise socket.gaierror


def wheel(version: str, digit: str) -> dict[str, object]:
    name = f"dist/datadog_acme_widget-{version}-py3-none-any.whl"
    return {"key": "", "name": name, "sha256": digit * 64, "size": 10}


def handed_in(submission: Submission, number: int, reference: object, state: RunState = RunState.PASSED) -> None:
    """Another submission of the same revision with this wheel, after its checks."""
    documents = {**submission.documents, Configuration.key: {"wheel": reference}}
    handed = Submission.objects.create(
        **{
            field.attname: getattr(submission, field.attname)
            for field in Submission._meta.concrete_fields
            if field.attname not in ("id", "submission_number", "documents", "submitted_at")
        },
        submission_number=number,
        documents=documents,
        submitted_at=NOW + timedelta(days=number),
    )
    at = handed.submitted_at
    Run.objects.create(revision=handed.revision, submission=handed, state=state, created_at=at, finished_at=at)


def test_wheels_that_were_handed_in_are_known_by_version_and_the_first_counts() -> None:
    submission = submitted(owner())
    handed_in(submission, 6, wheel("0.9.0", "d"), RunState.BLOCKED)
    handed_in(submission, 2, wheel("1.0.0", "a"))
    handed_in(submission, 3, wheel("1.0.0", "b"))
    handed_in(submission, 4, wheel("1.1.0", "c"))
    handed_in(submission, 5, "no reference")

    _, deep = contexts(submission.revision)

    assert deep.uploaded == {"1.0.0": "a" * 64, "1.1.0": "c" * 64}


def test_clients_are_those_of_the_organisation_whose_secret_was_made_here() -> None:
    by = owner()
    revision = ready(by)
    section = reloaded(revision).sections.get(key=Configuration.key)
    section.document = {**section.document, "code_type": "api_oauth"}
    section.save()

    secret = generate_client_secret(revision_id=revision.pk, version=section.version, by=by, now=NOW)

    assert contexts(revision)[1].clients == {secret.client_id}


def test_videos_are_read_where_they_are_stored() -> None:
    (sha256,) = put_blobs([FileUpload.of(film(), name="acme-widget.mp4")], now=NOW)
    revision = ready(owner())
    bundle = bundle_of_revision(reloaded(revision))
    video = {"key": "", "name": "acme-widget.mp4", "sha256": sha256, "size": len(film())}
    lost = {**video, "sha256": "0" * 64}
    rows = [{"media_type": "video", "video": video}, {"media_type": "video", "video": lost}]
    documents = {**bundle.documents, "overview": Overview({"media": rows})}
    filmed = Bundle(basics=bundle.basics, documents=documents, files=bundle.files)

    videos = deep_context_of(reloaded(revision), filmed).videos

    assert videos is not None
    assert {key: facts.is_h264 for key, facts in videos.items()} == {sha256: True}

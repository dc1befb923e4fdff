"""The questions about fields on the page of an upload, from whose answers other fields are filled in."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Person
from common.actor import Role
from listings.editing.draft_content import draft_content
from listings.models import OrganisationDefaults, Revision
from studio.page_urls import revision_url
from tests.accounts.factories import make_member, make_organisation
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.listing.test_new_listing import created, into_draft, sent
from tests.studio.scene import make_scene, signed_in
from tests.tilekit.listing import base_files

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
METRICS = b"metric_name,metric_type\nbrine.pool.depth,gauge\n"
CLIENT = json.dumps({"integration": {"redirect_uris": ["https://brine.example/callback"]}}).encode()


@pytest.fixture
def editor(data_dir: Path) -> Person:
    return make_member(make_organisation("Northquay"), Role.EDITOR)


def test_method_and_support_address_are_asked_for_and_fill_in_texts(editor: Person) -> None:
    client = signed_in(editor)
    page = sent(client, [SimpleUploadedFile("metadata.csv", METRICS)]).headers["Location"]

    shown = compact(client.get(page).content.decode())
    answers = {"code_type": "api_oauth", "support_email": "help@acme.example"}
    created(client, page, editor, name="Brine", **answers)

    assert 'name="support_email"' in shown
    sections = {section.key: section.document for section in Revision.objects.get().sections.all()}
    assert sections["configuration"]["code_type"] == "api_oauth"
    assert sections["configuration"]["oauth_scopes"][0]["scope"] == "api_keys_write"
    assert "Connect Accounts" in sections["setup"]["setup_md"]
    assert "help@acme.example" in sections["support"]["support_md"]


def test_what_files_or_defaults_answer_is_not_asked_for(editor: Person) -> None:
    client = signed_in(editor)
    organisation = editor.memberships.get().organisation_id
    OrganisationDefaults.objects.create(
        pk=organisation, values={"support.support_email": "help@acme.example"}, updated_at=NOW
    )
    page = sent(client, [SimpleUploadedFile("client.json", CLIENT)]).headers["Location"]

    shown = compact(client.get(page).content.decode())

    assert 'name="code_type"' not in shown
    assert 'name="support_email"' not in shown


def test_log_file_is_not_left_out_and_its_lines_are_in_the_workshop(editor: Person) -> None:
    client = signed_in(editor)
    page = sent(client, [SimpleUploadedFile("brine.log", b'{"level": "error"}\n{"level": "info"}\n')]).headers[
        "Location"
    ]
    shown = compact(client.get(page).content.decode())

    created(client, page, editor, name="Brine", code_type="api_oauth", support_email="help@acme.example")

    assert "Left out" not in shown
    data = draft_content(Revision.objects.get()).documents["data"]
    assert data.values["submitted_data_types"] == ["Logs"]
    workshop = client.get(revision_url("pipeline", Revision.objects.get())).content.decode()
    assert "{&quot;level&quot;: &quot;error&quot;}" in workshop


def test_only_files_that_are_read_are_said_to_fill_fields(editor: Person) -> None:
    client = signed_in(editor)
    files = {
        "README.md": b"# Brine\n\n## Overview\n\nPools.\n",
        "tests/answer.csv": METRICS,
        "tests/README.md": b"# T\n",
    }
    uploads = [SimpleUploadedFile(path.rpartition("/")[2], data) for path, data in files.items()]

    page = sent(client, uploads, paths=[f"brine/{path}" for path in files]).headers["Location"]
    shown = compact(client.get(page).content.decode())

    groups = [part.partition("</li>")[0] for part in shown.split('<li class="row top">')[1:]]
    filling = [group for group in groups if "Its values fill the fields" in group]
    assert [("<code>README.md" in group, "tests/" in group) for group in filling] == [(True, False)]


def test_choice_of_a_listing_leads_back_to_the_draft(data_dir: Path) -> None:
    scene, packed = make_scene(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("acme_one", "acme_two"):
            archive.writestr(f"{name}/manifest.json", base_files()["manifest.json"])
    client, page = into_draft(scene, SimpleUploadedFile("all.zip", packed.getvalue()))

    choice = compact(client.get(page).content.decode())

    assert 'value="acme_two"' in choice
    assert f'href="{scene.url("step", "overview")}">Cancel</a>' in choice
    assert "Start again" not in choice


def test_requirements_leave_out_what_files_fill_in(editor: Person) -> None:
    client = signed_in(editor)
    page = sent(client, [SimpleUploadedFile("metadata.csv", METRICS)]).headers["Location"]

    shown = compact(client.get(page).content.decode())
    kinds = {"route": "marketplace", "offering_type": "integration", "filled": "data.submitted_data_types"}
    after_choice = compact(client.get(reverse("studio:listing-requirements"), kinds).content.decode())

    assert '<input type="hidden" name="filled" value="data.submitted_data_types">' in shown
    for requirements in (shown, after_choice):
        assert "<li>Submitted data</li>" not in requirements
        assert "<li>Dashboards</li>" in requirements

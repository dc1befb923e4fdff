"""The print version of a draft, for the legal department."""

import re
from hashlib import sha256

import pytest
from django.urls import reverse

from accounts.models import AgreementKind
from common.actor import Role
from listings.actions import attach_file, save_section
from tests.accounts.factories import make_agreement, make_member, make_organisation
from tests.files import samples
from tests.listings.scene import NOW, reloaded
from tests.markup import compact
from tests.studio.scene import make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.usefixtures("data_dir")]


def test_print_version_begins_with_what_the_listing_is_and_ends_with_digests() -> None:
    scene, pdf = make_scene(route="marketplace"), samples.pdf()
    agreement = make_agreement(AgreementKind.MARKETPLACE)
    attach_file(revision_id=scene.revision.pk, path="legal.eula", name="eula.pdf", content=pdf, by=scene.actor, now=NOW)
    changes = {"legal_contact": "legal@northquay.example"}
    save_section(revision_id=scene.revision.pk, key="legal", version=None, changes=changes, by=scene.actor, now=NOW)
    client, url = signed_in(scene.member(Role.VIEWER)), scene.url("print")

    page = compact(client.get(url).content.decode())

    headings = re.findall(r'<h2 id="printed-[^"]+">([^<]+)</h2>', page)
    assert [*headings[:4], headings[-1]] == ["About this listing", "Pricing", "Legal", "Overview", "Documents"]
    summary = page.partition('id="printed-1"')[0]
    labels = ["Tile title", "Vendor name", "Short description", "Version", "Offering", "Catalogue section"]
    assert re.findall("<dt>([^<]+)</dt>", summary) == labels
    assert re.search(r"<dt>Catalogue section</dt>\s*<dd>\s*Marketplace", summary)
    assert "Sent through the API" not in headings  # by clients only, and there are none
    assert re.search(r"Legal contact e-mail</dt>\s*<dd>\s*legal@northquay\.example\s*</dd>", page)
    assert re.search(r"Permission to use the logo</dt>\s*<dd>\s*No\s*</dd>", page)
    for digest in (sha256(pdf).hexdigest(), sha256(agreement.text.encode()).hexdigest()):
        assert digest in page
    states = r"Marketplace agreement, version 1.*Not accepted.*eula\.pdf.*Not submitted yet.*"
    assert re.search(states + re.escape(scene.editor.get_full_name()), page, re.DOTALL)
    assert f'href="{url}"' in client.get(reloaded(scene.revision).listing.get_absolute_url()).content.decode()
    assert f'href="{url}"' in client.get(scene.url("step", "review")).content.decode()
    outsider = signed_in(make_member(make_organisation("Elsewhere")))
    assert outsider.get(reverse("studio:print", args=[scene.revision.listing_id, 1])).status_code == 404


def test_texts_are_printed_as_the_tile_shows_them() -> None:
    scene = make_scene()
    changes = {"overview_md": "Counts **queues**.\n\n# Limits\n\n- One\n\n![A chart](images/a.png)", "title": "*Acme*"}
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes=changes, by=scene.actor, now=NOW)

    page = compact(signed_in(scene.editor).get(scene.url("print")).content.decode())

    assert "Counts <strong>queues</strong>." in page
    assert re.search(r'<h3 id="overview-overview_md-limits">Limits</h3>\s*<ul>\s*<li>One</li>', page)
    assert "A chart" in page
    assert re.search(r"<dd>\s*\*Acme\*\s*</dd>", page)


def test_rows_and_lists_are_printed_as_such() -> None:
    scene = make_scene()
    entry = {"key": "a", "version": "1.1.0", "date": "2026-03-01", "added": ["Reads `queue_depth`", "More"]}
    for key, changes in (("release_notes", {"entries": [entry]}), ("overview", {"supported_os": ["Linux", "macOS"]})):
        save_section(revision_id=scene.revision.pk, key=key, version=None, changes=changes, by=scene.actor, now=NOW)

    page = compact(signed_in(scene.editor).get(scene.url("print")).content.decode())

    assert re.search(r"<dt>Version</dt>\s*<dd>\s*1\.1\.0\s*</dd>", page)
    assert re.search(r"<li>\s*<p>Reads <code>queue_depth</code></p>\s*</li>\s*<li>", page)
    assert re.search(r"<li>Linux</li>\s*<li>macOS</li>", page)

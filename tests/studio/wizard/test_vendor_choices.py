"""The field of the vendor offers the ways out of a vendor that is not the organisation's."""

import pytest

from listings.actions import save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import make_scene, signed_in
from tests.vendors import make_alias

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
REQUESTED = "You requested an alias for this vendor. An admin will decide on it."


@pytest.mark.parametrize("step", ["overview", "review"])
def test_requested_alias_is_not_offered_again(step: str) -> None:
    scene = make_scene()
    changes = {"vendor_name": "Acme"}
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes=changes, by=scene.actor, now=NOW)

    def page() -> str:
        return compact(signed_in(scene.editor).get(scene.url("step", step)).content.decode())

    assert "Request an alias" in page()
    assert REQUESTED not in page()
    make_alias(scene.organisation, "Acme", state="requested")
    assert "Request an alias" not in page()
    assert REQUESTED in page()


def test_many_vendors_are_folded() -> None:
    scene = make_scene()
    browser = signed_in(scene.editor)
    for name in ("Acme", "Bay", "Cove"):
        make_alias(scene.organisation, name)

    def folded() -> str:
        page = compact(browser.get(scene.url("step", "overview")).content.decode())
        return page.partition('data-details-key="vendors"')[2].partition("</details>")[0]

    assert folded() == ""
    make_alias(scene.organisation, "Delta")
    assert "1 more" in folded()
    assert "Use Delta (" in folded()
    assert "Use Acme (" not in folded()

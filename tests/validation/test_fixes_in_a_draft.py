"""Fixes that change more in a draft than in a folder can be applied in both."""

import pytest

from common.actor import Actor
from listings.actions import save_section
from listings.content.bundles import bundle_of_revision
from tests.listings.scene import NOW, reloaded
from tests.tilekit.checks.fix_examples import FIX_EXAMPLES
from tests.validation.test_fixes import applied, by, draft_of, findings_of, reviewed_request
from tilekit.scaffold.read import package_of_files
from tilekit.sections.configuration import Configuration
from tilekit.sections.data import Data

__all__ = ["by"]
pytestmark = pytest.mark.django_db


def test_events_that_the_code_sends_are_turned_on(by: Actor) -> None:
    """The data types decide whether a draft sends events, so the fix adds one."""
    bundle = FIX_EXAMPLES["XC-031"].bundle
    revision = draft_of(by, package_of_files(bundle.files, bundle.folder))

    applied(revision, reviewed_request(revision, "XC-031"), by)

    data = bundle_of_revision(reloaded(revision)).section(Data)
    assert (data.creates_events, data.submitted_data_types) == (True, ["Metrics", "Events"])


def test_field_that_no_folder_contains_is_completed(by: Actor) -> None:
    bundle = FIX_EXAMPLES["AC-003"].bundle
    revision = draft_of(by, package_of_files(bundle.files, bundle.folder))
    changes = {"code_type": "agent", "min_agent_version": "7.52"}
    save_section(revision_id=revision.pk, key="configuration", version=None, changes=changes, by=by, now=NOW)
    revision = reloaded(revision)

    applied(revision, reviewed_request(revision, "FD-003"), by)

    assert bundle_of_revision(reloaded(revision)).section(Configuration).values["min_agent_version"] == "7.52.0"
    assert findings_of(revision, "FD-003") == []


def test_scope_is_added_although_its_reason_is_missing(by: Actor) -> None:
    bundle = FIX_EXAMPLES["OA-011"].bundle
    revision = draft_of(by, package_of_files(bundle.files, bundle.folder))

    applied(revision, reviewed_request(revision, "OA-011"), by)

    assert [findings_of(revision, code) != [] for code in ("OA-011", "OA-014")] == [False, True]

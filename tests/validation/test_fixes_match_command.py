"""A fix in the wizard has the same result as `tilekit fix`, for every check with a finding in a sample."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from common.actor import Actor, Role
from listings.content.bundles import bundle_of_revision
from listings.models import Revision
from tests.listings.scene import member, organisation, reloaded
from tests.shared import SMALL, listing_folders
from tests.validation.test_fixes import applied_all, contents, draft_of, undo
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope
from tilekit.checks.fix_application import FixApplication
from tilekit.scaffold.read import read_folder
from validation import fixes
from validation.contexts import stored_context_of
from validation.errors import FixFailed
from validation.fixes import FixRequest

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite_is_enough]


@pytest.fixture
def by(data_dir: Path) -> Actor:
    return member(organisation(), Role.EDITOR)


def test_portal_and_command_mend_alike(by: Actor) -> None:
    """Every fixable check with a finding in a sample, on the first such sample."""
    tried: set[str] = set()
    for folder in listing_folders(SMALL):
        revision = draft_of(by, read_folder(folder))
        before = bundle_of_revision(revision)
        submission = stored_context_of(revision, before)
        # A folder contains nothing of the additional data of a submission, before or after a fix.
        context = replace(submission, scope=Scope.CONTENT)
        # Some checks report the same fault in only one of the two.
        codes = _fixable(before, context) & _fixable(before, submission) - tried
        for code in sorted(codes):
            fix_application = FixApplication(before, context, frozenset({code}))
            fix_application.run()
            _compare(revision, before, fix_application, by)
        tried |= codes

    assert len(tried) >= 20


def _fixable(bundle: Bundle, context: Context) -> set[str]:
    return {finding.code for finding in run_checks(bundle, context).findings if finding.fix}


def _compare(revision: Revision, before: Bundle, fix_application: FixApplication, by: Actor) -> None:
    (code,) = fix_application.codes
    if not fix_application.done:
        with pytest.raises(FixFailed):
            fixes.proposal_of(reloaded(revision), FixRequest(code=code, is_for_all=True))
        return
    done = applied_all(revision, code, by)
    after, command = contents(revision), fix_application.bundle.files
    differing = {path for path in {**after, **command} if after.get(path) != command.get(path)}
    assert differing == set(), code
    assert done.finding_count == len(fix_application.done), code
    undo(revision, done, by)
    assert contents(revision) == {path: before.files[path] for path in before.files}, code

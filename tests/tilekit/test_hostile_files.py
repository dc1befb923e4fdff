"""Files of each kind made to cost: the command's reader and every check answer, and say what they could not read."""

import pytest

from tests.tilekit.hostile_files import KINDS
from tests.tilekit.listing import listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope
from tilekit.media import pdf
from tilekit.tile import tile_of

PLACES = {
    "json": "assets/dashboards/acme_widget_overview.json",
    "yaml": "assets/logs/acme_widget.yaml",
    "csv": "metadata.csv",
    "md": "README.md",
    "svg": "assets/logo.svg",
    "png": "images/overview.png",
    "pdf": "eula.pdf",
}
EVERYTHING = Context(scope=Scope.SUBMISSION, is_first=True)


@pytest.mark.usefixtures("must_end")
@pytest.mark.parametrize("kind", KINDS)
def test_every_check_answers(kind: str) -> None:
    sound = run_checks(listing(), EVERYTHING)
    for name, make in KINDS[kind].items():
        bundle = listing(files={PLACES[kind]: make()})
        report = run_checks(bundle, EVERYTHING)
        tile_of(bundle)
        assert report.unchecked == (), name
        assert len(report.findings) != len(sound.findings) or kind in {"png", "svg", "pdf", "md"}, name


@pytest.mark.parametrize("name", ["pages", "packed pages", "objects"])
def test_document_with_too_many_objects_is_not_read(name: str) -> None:
    assert not pdf.inspect(KINDS["pdf"][name]()).is_readable

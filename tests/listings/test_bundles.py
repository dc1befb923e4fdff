from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from common.actor import Actor
from files import store
from listings.actions import attach_file
from listings.content import parse_cache
from listings.content.bundles import FileLost, bundle_of_revision
from listings.models import Revision
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.tilekit.listing import png
from tilekit.media.images import decode, inspect
from tilekit.parse.json import parse_json
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

pytestmark = pytest.mark.django_db
PATH = "assets/dashboards/acme.json"
PICTURE = png(1000, 600) + b" " * 10_000


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    parse_cache.clear_cache()


@pytest.fixture
def editor() -> Actor:
    return member(organisation())


def with_dashboard(by: Actor, content: bytes, number: int = 0) -> Revision:
    revision = draft(by, name=f"Widget {number}", now=NOW + timedelta(minutes=number))
    attach_file(revision_id=revision.pk, path="content.dashboards", name="acme.json", content=content, by=by, now=NOW)
    return reloaded(revision)


def test_file_is_parsed_once_for_all_requests(editor: Actor) -> None:
    revision = with_dashboard(editor, b'{"title": "Acme"}')

    first = bundle_of_revision(revision).parse(PATH, parse_json)

    assert bundle_of_revision(revision).parse(PATH, parse_json) is first


def test_other_content_is_parsed_anew(editor: Actor) -> None:
    first, second = (with_dashboard(editor, b'{"title": "%d"}' % number, number) for number in (1, 2))

    titles = [bundle_of_revision(revision).parse(PATH, parse_json).value for revision in (first, second)]

    assert titles == [{"title": "1"}, {"title": "2"}]


def test_broken_file_is_broken_each_time(editor: Actor) -> None:
    revision = with_dashboard(editor, b"{")
    faults = []
    for _ in range(2):
        with pytest.raises(Unparsable) as fault:
            bundle_of_revision(revision).parse(PATH, parse_json)
        faults.append(fault.value)

    assert faults[0] is not faults[1]


def test_written_files_are_not_shared(editor: Actor) -> None:
    first, second = (draft(editor, name=name) for name in ("One", "Two"))

    names = [
        bundle_of_revision(reloaded(revision)).parse("manifest.json", parse_json).value["tile"]["title"]
        for revision in (first, second)
    ]

    assert names == ["One", "Two"]


def test_large_files_are_not_cached(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_cache, "_CACHED_VALUE_BYTES", 100)
    revision = with_dashboard(editor, b'{"title": "%s"}' % (b"x" * 100))
    fields = bundle_of_revision(revision).parse("manifest.json", parse_json)

    again = bundle_of_revision(revision).parse("manifest.json", parse_json)

    assert again.value == fields.value
    assert parse_cache._cache.currsize == 0


@pytest.fixture
def with_picture(editor: Actor) -> Revision:
    revision = draft(editor)
    attach_file(revision_id=revision.pk, path="overview.media", name="a.png", content=PICTURE, by=editor, now=NOW)
    return reloaded(revision)


@pytest.mark.parametrize("parser", [inspect, decode])
def test_facts_of_a_large_picture_leave_room_for_other_files(
    with_picture: Revision, parser: Callable[[bytes], object]
) -> None:
    """Facts of a picture are a few numbers, whatever its size, so they take little space in the cache."""
    facts = bundle_of_revision(with_picture).parse("images/a.png", parser)

    assert facts
    assert 0 < parse_cache._cache.currsize < len(PICTURE)
    assert bundle_of_revision(with_picture).parse("images/a.png", parser) is facts


def test_known_picture_is_not_read_again(with_picture: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page checks the pictures of a listing each time, and they may be larger than the cache of stored files."""
    facts = bundle_of_revision(with_picture).parse("images/a.png", inspect)
    monkeypatch.setattr(store, "read", pytest.fail)

    again = bundle_of_revision(with_picture)

    assert again.files.size("images/a.png") == len(PICTURE)
    assert again.parse("images/a.png", inspect) is facts


def test_log_pipeline_weighs_twice_its_size(editor: Actor) -> None:
    """Its compiled form stays in the cache, too."""
    content = b"id: acme\npipeline: {}\n"
    revision = draft(editor)
    attach_file(
        revision_id=revision.pk, path="data.log_pipeline_yaml", name="a.yaml", content=content, by=editor, now=NOW
    )
    bundle = bundle_of_revision(reloaded(revision))

    bundle.parse(next(path for path in bundle.files if path.endswith(".yaml")), parse_yaml)

    assert parse_cache._cache.currsize == 2 * len(content)


def test_lost_bytes_are_a_fault_of_their_own(editor: Actor) -> None:
    revision = with_dashboard(editor, b"{}")
    revision.carried = {"old.txt": "0" * 64}

    bundle = bundle_of_revision(revision)

    with pytest.raises(FileLost):
        bundle.files["old.txt"]

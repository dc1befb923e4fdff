import pytest

from catalog.models import Tile
from catalog.search import matching
from tests.catalog.factories import make_tile

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return sorted(matching(Tile.objects.all(), text).values_list("title", flat=True))


@pytest.fixture(autouse=True)
def tiles() -> None:
    make_tile("Café Métrique", short_description="Délais des files", categories=["Cloud"])
    make_tile("分散キュー監視", short_description="待ち時間とリトライ")
    make_tile("Acme Queue", short_description="Depth, retries_total and dead letters", vendor_name="Náutica")


@pytest.mark.parametrize(
    "text, titles",
    [
        ("cafe metrique", ["Café Métrique"]),
        ("CAFÉ", ["Café Métrique"]),
        ("delais", ["Café Métrique"]),
        ("nautica", ["Acme Queue"]),
        ("キュー", ["分散キュー監視"]),
        ("監視", ["分散キュー監視"]),
        ("リ", ["分散キュー監視"]),
        ("ﾘﾄﾗｲ", ["分散キュー監視"]),
        ("queu", ["Acme Queue"]),
        ("ueue", []),
        ("retries total", ["Acme Queue"]),
        ("queue cafe", []),
        ("letters dead", ["Acme Queue"]),
        ("%", ["Acme Queue", "Café Métrique", "分散キュー監視"]),
        ("", ["Acme Queue", "Café Métrique", "分散キュー監視"]),
    ],
)
def test_matching_finds_the_beginnings_of_words(text: str, titles: list[str]) -> None:
    assert found(text) == titles


def test_matching_takes_wildcards_of_the_database_as_text() -> None:
    assert found("c_fe") == []
    assert found("acm%queue") == ["Acme Queue"]

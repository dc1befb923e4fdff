from collections.abc import Iterator

import pytest

from tests.notices.webhooks.receiver import Receiver, receiving
from tests.notices.webhooks.scene import Partner


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


@pytest.fixture
def partner(db: None) -> Partner:
    return Partner()

from copy import deepcopy
from pathlib import Path

import pytest

from tests.insights.scene import History, small_history


@pytest.fixture(scope="module")
def shared_history(shared_rows: Path) -> History:
    return small_history()


@pytest.fixture
def history(shared_history: History, data_dir: Path) -> History:
    """A listing that was returned once and went live, already rolled up."""
    return deepcopy(shared_history)

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Files of one test are not seen by the next."""

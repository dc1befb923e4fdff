"""The commands of tilekit that call the portal."""

import pytest

pytestmark = pytest.mark.sqlite_is_enough

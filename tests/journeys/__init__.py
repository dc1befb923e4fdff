"""The main ways through the portal in a real browser. `make test` runs them, and leaves out tests/browser."""

import pytest

pytestmark = pytest.mark.sqlite_is_enough

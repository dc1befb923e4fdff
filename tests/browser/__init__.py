"""All that pages do in a real browser. Slow: `make test ARGS=tests/browser` and `.ci/run` run it."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_is_enough]

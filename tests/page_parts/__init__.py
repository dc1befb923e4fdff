import pytest

pytestmark = pytest.mark.sqlite_is_enough

import pytest

pytestmark = pytest.mark.postgresql_is_enough

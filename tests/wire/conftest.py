"""The instances of the fault tests, as `make run` starts them."""

from tests.faults.conftest import instance, port

__all__ = ["instance", "port"]

"""Problems with services. Their messages are sentences that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager


class ServiceProblem(Exception):
    """The service can't be used, and somebody must correct its configuration."""


class ServiceDown(ServiceProblem):
    """The service does not respond. The portal can start, and uses the service once it is back."""


@contextmanager
def raising_problem(problem: type[ServiceProblem], instruction: str, *failures: type[Exception]) -> Iterator[None]:
    """Turn these failures of the block into the problem. Its message is that of the client, with the instruction."""
    try:
        yield
    except failures as fault:
        text = f"{str(fault).strip().rstrip('.') or type(fault).__name__}. {instruction}"
        raise problem(text) from fault

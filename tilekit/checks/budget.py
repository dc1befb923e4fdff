"""Budgets of checks. They count nodes and comparisons, never time: the same listing always gives the same result."""


class BudgetExceeded(Exception):
    """A check ran longer than it may: its result is "could not be checked"."""


class ListingTooLarge(Exception):
    """A listing makes a check count more steps than it has, on any machine: a finding, for the partner can correct it.

    limit is the number of steps, file the path at which they were used up, "" if unknown.
    """

    def __init__(self, limit: int, file: str = "") -> None:
        super().__init__(f"more than {limit} steps")
        self.limit, self.file = limit, file


class Budget:
    """Counts the steps of one check."""

    __slots__ = ("left", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    def spend(self, steps: int = 1, *, file: str = "") -> None:
        """Raises ListingTooLarge, which names the file, once all steps together are more than the limit."""
        self.left -= steps
        if self.left < 0:
            raise ListingTooLarge(self.limit, file)

"""Hands out tests to the processes of pytest-xdist, as its `--dist loadgroup` does, but without its searches.

After each test, xdist 3.8 looks through everything that the process has ever been given, and through the list of all
tests for each that it hands out. With 16,000 tests, that takes 16 s of processor time.
"""

from collections.abc import Mapping
from functools import cached_property

from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

# Handed out first, so that no process is left with one at the end. xdist begins with the groups of most tests.
LONGEST = ("faults", "copies", "release", "pages")


class QuickScheduling(LoadGroupScheduling):
    """Forgets units of work that are done, and looks up the numbers of tests."""

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """{ID of a test: its place in the list, which is the same for all processes}."""
        return {nodeid: number for number, nodeid in enumerate(self.collection or ())}

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Note the result of a test, and hand out more."""
        nodeid = self.registered_collections[node][item_index]
        units = self.assigned_work[node]
        scope = self._split_scope(nodeid)
        units[scope][nodeid] = True
        if all(units[scope].values()):
            del units[scope]
        self._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        scope = next((name for name in LONGEST if name in self.workqueue), None) or next(iter(self.workqueue))
        unit = self.workqueue.pop(scope)
        self.assigned_work[node][scope] = unit
        node.send_runtest_some([self.numbers[nodeid] for nodeid, is_done in unit.items() if not is_done])

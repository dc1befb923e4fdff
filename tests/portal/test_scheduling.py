"""How tests are handed out to processes."""

from types import SimpleNamespace

import pytest

from tests.scheduling import LONGEST, QuickScheduling

pytestmark = pytest.mark.sqlite_is_enough
IDS = [f"test_{number}.py::test_it" for number in range(9)] + [f"test_rows.py::test_{name}@rows" for name in "abc"]
IDS += [f"test_long.py::test_{name}@{group}" for name in "ab" for group in LONGEST[:2]]


class Process(SimpleNamespace):
    """A process that notes the numbers of the tests that it is given."""

    def send_runtest_some(self, numbers: list[int]) -> None:
        self.given += numbers

    def shutdown(self) -> None:
        self.shutting_down = True

    __hash__ = object.__hash__


def test_every_test_runs_once_and_groups_stay_together_longest_first() -> None:
    options = SimpleNamespace(loadscopereorder=True)
    scheduling = QuickScheduling(SimpleNamespace(option=options, getvalue=lambda _name: ["popen", "popen"]))
    processes = [Process(gateway=SimpleNamespace(id=name), given=[], shutting_down=False) for name in ("gw0", "gw1")]
    for process in processes:
        scheduling.add_node(process)
        scheduling.add_node_collection(process, [*IDS])
    scheduling.schedule()

    for place in range(len(IDS)):
        for process in processes:
            if place < len(process.given):
                scheduling.mark_test_complete(process, process.given[place])

    first, second = (process.given for process in processes)
    assert sorted(first + second) == list(range(len(IDS)))
    assert (first[:2], second[:2]) == ([12, 14], [13, 15])
    assert any(given[at : at + 3] == [9, 10, 11] for given in (first, second) for at in range(len(given)))
    assert scheduling.tests_finished
    assert list(scheduling.assigned_work.values()) == [{}, {}]
    assert all(process.shutting_down for process in processes)

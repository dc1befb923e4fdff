"""Runs all checks on a listing and records which files each of them reads, directly or through a shared value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from unittest.mock import patch

from msgspec.structs import replace

from tilekit.bundle import Bundle, CacheKey, Files
from tilekit.checks import registry
from tilekit.checks.context import Context
from tilekit.checks.engine import CheckReport, run_checks
from tilekit.checks.finding import RawFinding
from tilekit.checks.registered_checks import Check, all_checks

T = TypeVar("T")


class RecordedReads:
    """The paths that each check reads, by the code of the check."""

    def __init__(self) -> None:
        self.by_code: dict[str, set[str]] = {}
        self.current = set[str]()
        self.of_value: dict[CacheKey, set[str]] = {}

    def recording(self, check: Check) -> Check:
        def run(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
            self.current = self.by_code.setdefault(check.code, set())
            yield from check.function(bundle, context)

        return replace(check, function=run)

    @contextmanager
    def value(self, slot: CacheKey) -> Iterator[None]:
        """Count the reads in this block for the value and for the current check."""
        check, self.current = self.current, set()
        try:
            yield
        finally:
            self.of_value[slot] = self.current
            check |= self.current
            self.current = check


class _Files(Files):
    def __init__(self, inner: Files, reads: RecordedReads) -> None:
        super().__init__({path: lambda path=path: inner[path] for path in inner}, links=inner.links)  # type: ignore[misc]  # path is bound now
        self._reads = reads

    def __getitem__(self, path: str) -> bytes:
        self._reads.current.add(path)
        return super().__getitem__(path)


class _Bundle(Bundle, frozen=True, eq=False, dict=True, kw_only=True):
    reads: RecordedReads

    def parse(self, path: str, parser: Callable[[bytes], T]) -> T:
        self.reads.current.add(path)
        return super().parse(path, parser)

    def cached(self, slot: CacheKey, make: Callable[[], T]) -> T:
        if slot in self.parsed:
            self.reads.current |= self.reads.of_value.get(slot, set())
            return super().cached(slot, make)
        with self.reads.value(slot):
            return super().cached(slot, make)


def recorded_run(bundle: Bundle, context: Context) -> tuple[CheckReport, dict[str, set[str]]]:
    """The report of all checks, and the paths that each check that ran has read. The bundle must not be parsed yet."""
    assert not bundle.parsed
    reads = RecordedReads()
    watched = _Bundle(
        basics=bundle.basics,
        documents=bundle.documents,
        files=_Files(bundle.files, reads),
        folder=bundle.folder,
        parsed=bundle.parsed,
        reads=reads,
    )
    with patch.object(registry, "_checks", {check.code: reads.recording(check) for check in all_checks()}):
        return run_checks(watched, context), reads.by_code

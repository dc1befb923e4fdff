"""The report of a soak."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.measures import percentile
from bench.soak.ledger import WriteOutcome
from bench.soak.person import Traffic


def report_text(traffic: Traffic, *, kills: Mapping[str, int], problems: Sequence[str], minutes: float) -> str:
    """What happened: requests and their times, errors, kills, writes, and what was lost or doubled."""
    writes = traffic.ledger.writes()
    outcomes = Counter(write.outcome for write in writes)
    kinds = Counter(write.kind for write in writes if write.outcome is WriteOutcome.CONFIRMED)
    milliseconds = [1000 * seconds for seconds in traffic.seconds] or [0.0]
    lines = [
        f"minutes            {minutes:g}",
        f"requests           {len(traffic.seconds)}",
        f"p50, p95 in ms     {percentile(milliseconds, 50):.0f}, {percentile(milliseconds, 95):.0f}",
        f"errors             {_counted(traffic.errors)}",
        f"kills              {_counted(kills)}",
        f"confirmed writes   {outcomes[WriteOutcome.CONFIRMED]}: {_counted(kinds)}",
        f"refused, unclear   {outcomes[WriteOutcome.REFUSED]}, {outcomes[WriteOutcome.UNCLEAR]}",
        f"lost or doubled    {len(problems)}",
        *(f"  {problem}" for problem in problems),
    ]
    return "\n".join(lines)


def write_report(text: str, folder: Path) -> Path:
    """Write the report to a file in the folder; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "soak.txt"
    path.write_text(f"{text}\n")
    return path


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(numbers.items())) or "none"

"""Runs each benchmark in a separate process, prints the table and writes bench.json in DATA_DIR."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.measures import ROOT, Measure, parse_measures, report, table

BENCHES = (
    "corpus",
    "command_line",
    "metrics_table",
    "pipelines",
    "start",
    "memory",
    "saves",
    "api",
    "pages",
    "review_queue",
    "insights",
    "audit",
    "search",
    "webhooks",
    "scale",
    "sizing",
)


def main(names: list[str]) -> int:
    unknown = set(names) - set(BENCHES)
    if unknown:
        print(f"Unknown benchmark: {', '.join(sorted(unknown))}. Choose from: {', '.join(BENCHES)}.")
        return 2
    measures: list[Measure] = []
    failed = []
    for name in names or BENCHES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
        measures += parse_measures(done.stdout)
        failed += [name] if done.returncode else []
    print(table(measures))
    folder = Path(os.environ.get("DATA_DIR", "var"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(report(measures), indent=2) + "\n")
    print(f"\nResults are in {folder / 'bench.json'}.")
    if failed:
        print(f"These benchmarks failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

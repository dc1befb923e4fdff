"""Benchmarks: `make bench` runs all of them, `make bench ARGS="command_line start"` only two. They assert nothing."""

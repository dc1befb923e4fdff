"""Measurements: `make bench` runs all, `make bench ARGS="command_line start"` some. Nothing is asserted."""

"""Importing this module registers the checks of an Agent check (subject AC)."""

from tilekit.checks.agent import calls, classes, configuration_example, configuration_spec, generated_files, sent_names

__all__ = ["calls", "classes", "configuration_example", "configuration_spec", "generated_files", "sent_names"]

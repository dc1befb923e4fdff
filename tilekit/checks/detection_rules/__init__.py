"""The checks of Cloud SIEM detection rules (subject SR)."""

from tilekit.checks.detection_rules import account_values, cases, identity, message, settings

__all__ = ["account_values", "cases", "identity", "message", "settings"]

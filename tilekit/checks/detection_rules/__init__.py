"""The checks of Cloud SIEM detection rules (subject SR)."""

from tilekit.checks.detection_rules import cases, whole

__all__ = ["cases", "whole"]

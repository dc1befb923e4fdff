"""The checks of Cloud SIEM detection rules (subject SR)."""

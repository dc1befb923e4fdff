"""Sends all events of the audit log to receivers outside the portal, such as a SIEM."""

"""The endpoints of the sandbox authorisation server."""

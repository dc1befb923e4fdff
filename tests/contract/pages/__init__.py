"""Tests that request all URLs. They share one database and the responses of all pages."""

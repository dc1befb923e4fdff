"""The commands of tilekit that call the portal."""

"""The lifecycles of this app that have a module of their own."""

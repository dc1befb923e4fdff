"""Pages and actions with which admins change settings. `common.policies` has their registry."""

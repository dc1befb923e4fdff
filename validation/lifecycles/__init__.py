"""The lifecycles of requests for waivers and disputes of findings."""

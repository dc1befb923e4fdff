"""The tests run without the Agent: the check imports the stand-in instead of the Agent's base package."""

import sys

import agent_stand_in

sys.modules["datadog_checks.base"] = agent_stand_in

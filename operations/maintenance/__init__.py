"""The maintenance mode: its actions, its page and its form. `common.maintenance` refuses what would write."""

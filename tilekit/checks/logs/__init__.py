"""The checks of log pipelines and their tests (subjects LP and LT)."""

"""The checks of an uploaded Python wheel (subject WH). Its code is never executed."""

"""Explains what is wrong with the requests of a trial. Functions get facts and don't use the database."""

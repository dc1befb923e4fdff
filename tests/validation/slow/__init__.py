"""A deep check that waits: an application of the instances of fault tests only."""

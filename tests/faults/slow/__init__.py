"""An application that only the fault tests install: a kind of job that can be watched and held."""

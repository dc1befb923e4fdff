"""The parts of a draft as entities of modules: where each is kept, read and written."""

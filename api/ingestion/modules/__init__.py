"""The parts of a draft as entities of modules: storing, reading and writing them."""

"""What a listing is, how it is written to a folder, what is wrong with it, what its tile shows. No Django."""

__version__ = "1.0.0"

"""The model of a listing, its folder, its checks and its tile. Does not import Django."""

__version__ = "1.1.0"

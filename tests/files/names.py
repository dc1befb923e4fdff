"""Names of uploads that try to leave their folder or to look like another name."""

# (name, name as it is stored)
HOSTILE_NAMES = [
    ("../../x.png", "x.png"),
    ("C:\\a\\b.png", "b.png"),
    ("gnp\u202e\u200b.png", "gnp.png"),
    ("line\nbreak.png", "linebreak.png"),
    ("nul.png", "_nul.png"),
]

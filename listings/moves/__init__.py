"""Parts of writes that actions of this room and of higher ones compose."""

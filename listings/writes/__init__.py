"""Parts of writes that the actions of this room and of higher rooms combine."""

"""Parts of writes that the actions of this app and of higher apps combine."""

"""Receives the files of images and packages at signed URLs, without a token."""

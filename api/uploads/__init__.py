"""Where the files of images and packages arrive: at a signed address, without a token."""

"""Where a trusted workflow exchanges the token of its issuer for one of ours."""

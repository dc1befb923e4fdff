"""The pages of sign-in through an identity provider."""

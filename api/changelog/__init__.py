"""The changelog of the APIs and the deprecation policy, for people who write clients."""

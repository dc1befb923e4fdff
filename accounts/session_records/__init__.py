"""allauth's app for sessions, without its look at all sessions of a person at each sign-in."""

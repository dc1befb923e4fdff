"""What pages of this and higher apps share: buttons of transitions with their forms, and pages of requests."""

"""Training: heads and models of the user's own, behind extras."""

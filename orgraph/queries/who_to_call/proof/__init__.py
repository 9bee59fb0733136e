"""Proof that every chain of calls ends at a person who can be reached, or the list of holes."""

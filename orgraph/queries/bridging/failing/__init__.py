"""Failure points: who is cut off when somebody goes, what breaks, and who may take over."""

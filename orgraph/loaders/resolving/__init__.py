"""A name in a cell → the node that it means: certain or not at all; what is only likely goes to people."""

"""The reference: what every query means, written slowly and plainly on networkx, from the records alone.

It shares with the program only the pattern parser, the vocabulary and the data files (rules, layers, routes), never an
index, a position or a column. Where the two differ, one of them is wrong.
"""

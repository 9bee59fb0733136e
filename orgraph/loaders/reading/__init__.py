"""A file → tables of cells, and a cell → a value: every format behind one door (`formats.tables`)."""

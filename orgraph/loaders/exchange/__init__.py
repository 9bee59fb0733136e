"""What orgraph exports, as sheets of statements, taken in again unchanged; files of others made such sheets.

Ours: statements → restore. Others': opening → documents or graphs → objects (by formats/*.toml) → statements → restore.
"""

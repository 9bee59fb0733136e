"""Who asks, and what they may: roles, areas, users, keys, the audit log."""

"""Who must sit down together, who convenes them, and how loud the whistle is."""

"""The text itself: its wording made plain, its words and their sounds."""

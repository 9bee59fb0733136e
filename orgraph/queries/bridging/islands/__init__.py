"""Islands: groups without a tie to one another, and what would join each to the nearest."""

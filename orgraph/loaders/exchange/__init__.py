"""What orgraph exports, as sheets of statements, taken in again unchanged."""

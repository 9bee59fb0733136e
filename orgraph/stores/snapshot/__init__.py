"""The snapshot: immutable, memory-mapped columns of one generation, and the queries' view of them."""

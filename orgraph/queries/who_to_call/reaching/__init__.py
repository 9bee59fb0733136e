"""Who answers for a unit, who stands in, when they can be reached, and whom next."""

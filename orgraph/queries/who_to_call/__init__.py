"""Who to call: which unit and which person for a text at a place, why, whom next, who must sit down together."""

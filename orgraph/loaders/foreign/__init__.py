"""Another team's graph in orgraph's words: a mapping file, what it makes of the graph, and a store that only reads."""

"""What a text is about: topics, kinds of unit, class of matter, danger."""

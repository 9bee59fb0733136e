"""A table → columns that are understood: by known headers, by mapping files, by splitting wide rows."""

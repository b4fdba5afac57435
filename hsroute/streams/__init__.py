"""Records in, routes out."""

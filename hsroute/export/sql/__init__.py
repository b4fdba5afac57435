"""The rules as one SELECT for a database."""

"""The rules in other forms."""

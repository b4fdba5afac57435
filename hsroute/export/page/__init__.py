"""The rules as one HTML page that asks."""

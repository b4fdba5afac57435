"""Answers to a route, once or in a conversation."""

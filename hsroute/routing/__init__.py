"""Answers to a route, once or in a conversation, and why it is the route."""

"""Values to screen. The only room that knows rich."""

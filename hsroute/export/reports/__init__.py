"""The reports of commands in the forms of other programs."""

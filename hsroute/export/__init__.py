"""The rules, and the reports of commands, in other forms."""

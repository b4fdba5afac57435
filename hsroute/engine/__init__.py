"""Numbers to an outcome: masks of rules and the decision diagram over them. No key, text or date is known here."""

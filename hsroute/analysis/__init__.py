"""What authors of rules ask: what is wrong, what differs, and what each case gives."""

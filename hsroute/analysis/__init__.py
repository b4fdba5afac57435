"""What authors of rules ask: what is wrong, what differs, what a case gives, and why."""

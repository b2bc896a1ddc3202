"""What a turn decides: facts, consents, what to say. No database, no network; actions call it."""

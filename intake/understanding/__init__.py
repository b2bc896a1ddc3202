"""From words to facts: pure functions, no database, no network, no clock."""

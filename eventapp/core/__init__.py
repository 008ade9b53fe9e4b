"""What every slice needs and no business word: database, clock, tokens, errors, formatting."""

"""What the figures are measured beside: the least that any program of the kind must do."""

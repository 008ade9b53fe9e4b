"""Lists of invited people, their answers, reminding the silent."""

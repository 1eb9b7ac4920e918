"""Back ends that a table is enough for, and what reads tables."""

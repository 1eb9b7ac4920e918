"""The Agent-User Interaction protocol."""

"""What states and logs are made of: immutable, cheap to grow, and shared between versions."""

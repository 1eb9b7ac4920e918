"""What Google's models and hosted agents stream."""

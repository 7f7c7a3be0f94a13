"""What searching costs, beside what it finds."""

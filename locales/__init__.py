"""The Indonesian texts, and what keeps their catalogue complete."""

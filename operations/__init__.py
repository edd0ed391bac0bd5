"""What may happen: verbs in HR's words. Nothing here knows Flask; who acts is an argument."""

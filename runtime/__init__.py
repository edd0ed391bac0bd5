"""The panel as a process: what it logs, what it measures, and how it stops."""

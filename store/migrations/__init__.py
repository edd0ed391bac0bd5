"""One module a change of stored documents, named YYYY_MM_DD_what_changes.py: see store.migrate."""

"""How much the panel costs beside a plain Flask-Admin view and a bare Flask view of the same records."""

"""What is shown: Flask-Admin screens over the operations. Nothing here talks to the database."""

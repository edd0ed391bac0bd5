"""What is true: MongoEngine documents and value types. Nothing here knows Flask."""

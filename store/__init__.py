"""The database as a process: started, guarded, connected, backed up, migrated.

Without MONGODB_URI the panel keeps its records in an embedded server that speaks MongoDB's wire protocol;
with it, in a MongoDB replica set. The rest of the panel sees a MongoEngine connection in either case.
"""

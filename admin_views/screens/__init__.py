"""One file a noun. Every RecordView and Page in this folder is found and registered by itself."""

"""How a folder becomes a listing: archives, the job that reads them, and imports of clients."""

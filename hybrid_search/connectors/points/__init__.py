"""What the embedded engine and Qdrant's servers share: the same engine keeps the same points in both."""

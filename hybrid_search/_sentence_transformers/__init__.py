"""What the encoders and the rerankers of the library sentence-transformers share; it imports no torch."""

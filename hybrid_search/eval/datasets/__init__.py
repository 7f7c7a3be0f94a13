"""Test collections, from wherever they come."""

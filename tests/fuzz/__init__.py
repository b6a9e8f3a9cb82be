"""Spoilt packs, settings, results folders and requests, and runs stopped at random moments.

A case is its seed and its number: both give the same case again. Whatever is read must be refused
with one of the package's own errors, or say exactly what the file says.
"""

"""Exports: a list of initiatives as a file, CSV or XLSX, read in windows of ids and written by a job."""

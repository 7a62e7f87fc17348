"""The programme of 2022-2023, simulated whole and true to what was published; written by COPY."""

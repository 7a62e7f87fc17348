"""What is put forward and how it is approved. Imports unions."""

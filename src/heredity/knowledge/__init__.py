"""What is known about names, licenses, languages and the like: rows of data and pure functions."""

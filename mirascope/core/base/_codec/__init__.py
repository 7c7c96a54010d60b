"""What a provider translates: the words in the middle, and who speaks them."""

"""As much of Colab's own package as the tests need: that it is there, and what output frames call."""

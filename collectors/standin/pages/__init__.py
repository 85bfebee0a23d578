"""What a person sees of the platforms: a few pages for browsers, in Chinese."""

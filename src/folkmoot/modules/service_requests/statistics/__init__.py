"""Statistics worth publishing: what they are, how they are counted, and where they are kept cheap."""

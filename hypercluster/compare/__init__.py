"""Two runs side by side: what differs, and what a setting moves."""

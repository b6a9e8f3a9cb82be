"""What a reader is shown, described once for terminal, page and notebook."""

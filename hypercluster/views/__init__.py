"""What a reader is shown, described once and painted by terminal, page, notebook and figures."""

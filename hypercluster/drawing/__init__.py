"""What every drawing shares: projection, places, lines and colours."""

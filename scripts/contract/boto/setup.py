"""Set-up calls."""

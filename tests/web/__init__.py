"""The browser page, as its visitors meet it."""

"""What is wrong with an organization's alignment: rules, their settings, and their findings."""

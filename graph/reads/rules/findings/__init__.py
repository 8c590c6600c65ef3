"""`findings`: the rules over the whole organization, a page of what they find, and its texts."""

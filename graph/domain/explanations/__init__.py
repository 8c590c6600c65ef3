"""Where numbers come from: what progress is made of, what changed it, and how far a KPI is.

Pure rules over what one statement fetched (next to `progress` and `influence`, which compute the
numbers themselves).
"""

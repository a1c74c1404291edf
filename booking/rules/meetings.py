"""Who may do what in a video meeting."""

HOST, PRESENTER, VIEWER = "host", "presenter", "viewer"
ROLES = (HOST, PRESENTER, VIEWER)

"""The monthly report: collecting its chapters, writing them as xlsx and PDF, and its page."""

"""When something is due: school years, calendars, deadline rules and their wording.

Pure: no database, no clock.
"""

"""A demo school with believable life in it, made by the same services that a real school uses."""

from regtrack.demo.build import build, logins

__all__ = ["build", "logins"]

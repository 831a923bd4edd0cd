"""The WSGI entry: waitress-serve --call app:create_app, or any server that takes `app:app`."""

from regtrack import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    # Made on first use, so that importing the module opens nothing.
    if name == "app":
        return create_app()
    raise AttributeError(name)

"""What a request brings: files wait in temporary ones, which go with the request whatever became of it."""

from __future__ import annotations

from typing import IO, Any

from flask import Request


class ArrivingRequest(Request):
    """A body that is refused half-way (too large, too many parts) leaves no open file behind."""

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **kwargs)
        self.__dict__.setdefault("_waiting", []).append(stream)
        return stream

    def close(self) -> None:
        super().close()
        for stream in self.__dict__.pop("_waiting", ()):
            stream.close()

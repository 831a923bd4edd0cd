"""Pages of this room."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from regtrack.permissions import Permission, public, requires, signed_in

pages = Blueprint("people", __name__)


@pages.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    abort(404)


@pages.post("/logout")
@signed_in
def logout() -> ResponseReturnValue:
    abort(404)


@pages.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    abort(404)


@pages.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    abort(404)


@pages.get("/language/<language>")
@public
def set_language(language: str) -> ResponseReturnValue:
    abort(404)


@pages.get("/s/<int:school_id>/people")
@requires(Permission.VIEW_PEOPLE)
def members(school_id: int) -> ResponseReturnValue:
    abort(404)


@pages.get("/s/<int:school_id>/people/<int:member_id>")
@requires(Permission.VIEW_PEOPLE)
def member(school_id: int, member_id: int) -> ResponseReturnValue:
    abort(404)


@pages.get("/s/<int:school_id>/classes")
@requires(Permission.VIEW_PEOPLE)
def classes(school_id: int) -> ResponseReturnValue:
    abort(404)

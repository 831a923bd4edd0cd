"""The libraries that the application is assembled from, made once and bound in create_app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from regtrack.db_types import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()  # type: ignore[no-untyped-call]

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

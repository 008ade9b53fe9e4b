# The part of Flask-WTF that eventapp uses; the package brings no types.
from typing import Any

# It stands on WTForms, which brings none either.
FlaskForm: Any

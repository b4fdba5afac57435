"""Values to screen. The only room that knows rich, which this file does not import."""

from typing import Literal

Color = Literal["auto", "always", "never"]
"""When to colour; `auto` goes by the environment and the screen."""

"""What every page writes the same way: icons and the look of a state."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

#: A state whose icon bears another name; the other states are icons of their own name.
STATE_ICONS = {"done": "check", "prog": "clock", "overq": "over"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the page's sprite by its name or the name of a state; without a label it is decoration."""
    symbol = STATE_ICONS.get(name, name)
    if label:
        return format_html(
            '<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, symbol
        )
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>', symbol)

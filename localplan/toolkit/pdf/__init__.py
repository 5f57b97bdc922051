"""PDF prints by Typst. `render.render` makes one; the rest of the package serves it."""

"""Try the product without Telegram, Zoom and mail: their stand-ins, and phones in the browser."""

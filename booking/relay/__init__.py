"""The relay between browsers and the conference server: one asyncio process (D44, D45)."""

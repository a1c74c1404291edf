import pytest


@pytest.fixture
def flask(app):
    """Runs a command in this process; returns click's result."""
    runner = app.test_cli_runner()
    return lambda *args, **more: runner.invoke(args=args, **more)

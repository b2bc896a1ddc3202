#!/bin/sh
# The bot on loopback, with the secret from .env; a stable folder for byte code makes the next start fast.
set -a; [ -f .env ] && . ./.env; set +a
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="${PYTHONPYCACHEPREFIX:-$PWD/var/pycache}"
export APP_URL="${APP_URL:-http://127.0.0.1:${PORT:-8000}}"
exec bot/.venv/bin/python -m bot.server serve models/cobijo.tar.gz --port "${BOT_PORT:-5005}"

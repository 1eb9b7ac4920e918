#!/usr/bin/env bash
# Makes sure that the browser tests find a Chromium: one on PATH, else Debian's, else Playwright's own.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
	if "$name" --version >/dev/null 2>&1; then exit 0; fi
done

if [ "$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then
	export DEBIAN_FRONTEND=noninteractive
	apt-get -qq -o DPkg::Lock::Timeout=300 update
	apt-get -qq -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null
	exit 0
fi

playwright=$(command -v playwright || echo .venv/bin/playwright)
if [ "$(id -u)" = 0 ]; then
	"$playwright" install --with-deps chromium
else
	"$playwright" install chromium
fi

#!/usr/bin/env bash
# Makes sure that the tests of several workers find a redis-server: one on PATH, else Debian's. None is started here.
set -euo pipefail

if redis-server --version >/dev/null 2>&1; then exit 0; fi

if [ "$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then
	export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
	apt-get -qq -o DPkg::Lock::Timeout=300 update
	apt-get -qq -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends redis-server >/dev/null
	exit 0
fi

echo "no redis-server on PATH, which the tests start: install Redis 7 or newer" >&2
exit 1

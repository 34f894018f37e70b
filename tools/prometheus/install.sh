#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Finds or brings a real Prometheus, with promtool, for tests. The machine's own is taken if there is one; else the package
# of this Debian or Ubuntu is unpacked into a cache folder of this user, and nothing is installed on the system.
#
#   install.sh                finds or unpacks it, prints its version
#   install.sh --print-home   prints the folder whose bin/ has prometheus and promtool, and does nothing else
#
# With $PROMETHEUS_HOME set, that is the folder, whatever the machine has.
# It can be called again at any time, also by two callers at once: Prometheus is there wholly or not at all.
name=prometheus
product=Prometheus
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"

home_folder() {
  if [ -n "${PROMETHEUS_HOME:-}" ]; then echo "$PROMETHEUS_HOME"
  elif [ -x /usr/bin/prometheus ] && [ -x /usr/bin/promtool ]; then echo /usr
  else cache_folder
  fi
}

installed() { [ -x "$home/bin/prometheus" ] && [ -x "$home/bin/promtool" ]; }

# The programs alone: what the package depends on is for its pages in a browser.
install() {
  write_apt_files
  say "fetching Prometheus (about 20 MB)"
  quietly apt-get -c "$work/apt/apt.conf" update
  (cd "$work" && quietly apt-get -c "$work/apt/apt.conf" download prometheus)
  quietly dpkg -x "$work"/prometheus_*.deb "$work/unpacked"
  quietly "$work/unpacked/usr/bin/promtool" --version
  chmod -R a+rX "$work/unpacked"
  # The rename makes it whole or not there.
  mv -T "$work/unpacked/usr/bin" "$home/bin"
}

version() {
  echo "prometheus $("$home/bin/prometheus" --version 2>&1 | sed -nE '1s/^prometheus, version ([0-9.]+).*/\1/p')"
}

main "$@"

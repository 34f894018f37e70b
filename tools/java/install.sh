#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Brings Java 21 for tests, on machines whose own Java is another: OpenJDK's runtime and the libraries it needs are packages
# of Debian, unpacked into a cache folder of this user, and nothing is installed on the system.
#
#   install.sh                unpacks it if it is missing, prints its version
#   install.sh --print-home   prints the folder whose java/ is a JAVA_HOME, and does nothing else
#
# With $JAVA_21_HOME set, that is the folder.
# It can be called again at any time, also by two callers at once: Java is there wholly or not at all.
name=java_21
product='Java 21'
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"

home_folder() { echo "${JAVA_21_HOME:-$(cache_folder)}"; }

installed() { [ -x "$home/java/bin/java" ]; }

# Debian 13 and newer have it, and its libc is newer than that of Debian 12: so on Debian all comes from
# unstable. Others (Ubuntu) have it among their own packages.
write_sources() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | sort -u | sed -n '\#/debian/*$#{p;q}')
  if [ -n "$mirror" ] && [ -e "$keyring" ]; then
    echo "deb [signed-by=$keyring] $mirror sid main" > "$work/apt/sources.list"
    cat >> "$work/apt/apt.conf" <<CONF
Dir::Etc::SourceList "$work/apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
CONF
  fi
}

install() {
  local deb unpacked=$work/unpacked java=$work/java
  write_apt_files
  write_sources
  say "fetching Java 21 (about 50 MB)"
  quietly apt-get -c "$work/apt/apt.conf" update
  (cd "$work" && quietly apt-get -c "$work/apt/apt.conf" download \
    openjdk-21-jre-headless libc6 libgcc-s1 libstdc++6 zlib1g)
  for deb in "$work"/*.deb; do
    quietly dpkg -x "$deb" "$unpacked"
  done
  mv "$unpacked"/usr/lib/jvm/java-21-openjdk-* "$java"
  mv "$unpacked"/usr/lib/*-linux-gnu "$java/libc"
  copy_settings
  write_starter bin/java
  write_starter lib/jspawnhelper
  quietly "$java/bin/java" -version
  chmod -R a+rX "$java"
  # The rename makes it whole or not there.
  mv -T "$java" "$home/java"
}

# The package's settings are links to /etc.
copy_settings() {
  local link target
  while read -r link; do
    target=$unpacked$(readlink "$link")
    rm "$link"
    [ ! -e "$target" ] || cp -R "$target" "$link"
  done < <(find "$java" -type l -lname '/*')
}

# The unpacked programs need the unpacked libc: they are started through its loader.
write_starter() {
  local program=$java/$1 loader
  loader=$(cd "$java" && find libc -name 'ld-linux-*.so.*' -print -quit)
  [ -n "$loader" ] || die "the unpacked libc has no loader"
  mv "$program" "$program.program"
  cat > "$program" <<STARTER
#!/bin/sh
home=\$(dirname "\$(dirname "\$0")")
exec "\$home/$loader" --library-path "\$home/libc" "\$0.program" "\$@"
STARTER
  chmod 755 "$program"
}

version() { "$home/java/bin/java" -version 2>&1 | sed -nE '1s/.*"(.*)".*/java \1/p'; }

main "$@"

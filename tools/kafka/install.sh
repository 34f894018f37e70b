#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Brings a real Apache Kafka broker for tests: Maven copies the jars that pom.xml names into a cache folder of this user.
#
#   install.sh                copies them if they are missing, prints the broker's version
#   install.sh --print-home   prints the folder whose libs/ has the jars, and does nothing else
#
# With $KAFKA_HOME set, that is the folder, which may as well be an unpacked download of Kafka.
# It can be called again at any time, also by two callers at once: the broker is there wholly or not at all.
name=kafka
product=Kafka
tool=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$tool/../cache.sh"

copy_goal=org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies
wanted=$(sed -nE 's#.*<kafka.version>(.*)</kafka.version>.*#\1#p' "$tool/pom.xml")

home_folder() { echo "${KAFKA_HOME:-$(cache_folder)-$wanted}"; }

installed() { [ -d "$home/libs" ]; }

install() {
  need mvn "Maven fetches the broker"
  say "fetching Kafka $wanted (about 45 MB)"
  quietly mvn -B -ntp -f "$tool/pom.xml" "$copy_goal" "-DoutputDirectory=$work/libs" -DincludeScope=runtime
  chmod -R a+rX "$work/libs"
  # The rename makes it whole or not there.
  mv -T "$work/libs" "$home/libs"
}

version() { find "$home/libs" -name 'kafka_2*.jar' | sed -nE 's#.*/kafka_2[.0-9]*-([0-9.]+)\.jar#kafka \1#p'; }

main "$@"

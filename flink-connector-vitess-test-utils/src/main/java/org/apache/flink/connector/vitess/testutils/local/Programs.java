// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;

/**
 * Where the installed programs are.
 *
 * @param installation what {@code tools/vitess/install.sh} has brought
 */
record Programs(Installation installation) {

    private static final Pattern VTGATE = Pattern.compile("vtgate ([\\d.]+)");

    /** The version of Vitess, as in {@code 24.0.0}. */
    String vitessVersion() {
        return installation.versions().stream()
                .map(VTGATE::matcher)
                .filter(Matcher::matches)
                .map(version -> version.group(1))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no version of vtgate among " + installation.versions()));
    }

    /** The first number of the version. */
    int vitessMajor() {
        return Integer.parseInt(vitessVersion().split("\\.")[0]);
    }

    /** The flag for a log that people can read; before Vitess 24 it was in files instead. */
    String plainLog() {
        return vitessMajor() < 24 ? "--logtostderr" : "--log-format=text";
    }

    /** Where a program of Vitess is. */
    String vitess(String program) {
        return installation.home().resolve("vitess").resolve(program).toString();
    }

    /** Where mysqld or etcd is. */
    String server(String program) {
        return servers().resolve("bin").resolve(program).toString();
    }

    /** The folder that Vitess is told as MySQL's own. */
    Path servers() {
        return installation.home().resolve("servers");
    }
}

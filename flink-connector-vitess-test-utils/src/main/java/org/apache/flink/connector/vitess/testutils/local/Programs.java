// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.nio.file.Path;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;

/**
 * Where the installed programs are.
 *
 * @param installation what {@code tools/vitess/install.sh} has brought
 */
record Programs(Installation installation) {

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

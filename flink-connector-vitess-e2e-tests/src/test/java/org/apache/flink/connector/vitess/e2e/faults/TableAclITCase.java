// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tablets' table ACL lets only the user {@code reader} read. */
@Timeout(120)
class TableAclITCase {

    private static final Path ACL = acl();

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("shop")
                    .shards("0")
                    .vttabletFlags(
                            "--queryserver-config-strict-table-acl",
                            "--enforce-tableacl-config",
                            "--table-acl-config=" + ACL);

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    /** Readable for the user as which the tablets run. */
    private static Path acl() {
        try {
            Path file =
                    Files.createTempFile(
                            "table-acl",
                            ".json",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-r--r--")));
            return Files.writeString(
                    file,
                    """
                    {"table_groups": [{
                      "name": "all", "table_names_or_prefixes": ["%"],
                      "readers": ["reader"], "writers": ["writer"], "admins": ["writer"]}]}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void createTable() {
        VITESS.vitess().applySchema("shop", "create table item (id bigint primary key)");
        VITESS.vitess()
                .executeAsDba(
                        VITESS.vitess().tablets("shop", "0").get(0),
                        "insert into vt_shop.item values (1)");
    }

    @AfterAll
    static void deleteAcl() throws IOException {
        Files.delete(ACL);
    }

    @Test
    void theReaderReads() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source("reader"), 1)) {
            assertThat(job.awaitLines(1)).hasSize(1);
        }
    }

    @Test
    @Fault("A19")
    void anotherUserIsDenied() throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source("stranger"), 1)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("the table ACL of the tablets denies it")
                    .hasStackTraceContaining("--table-acl-config")
                    .hasStackTraceContaining("stranger");
        }
    }

    @Test
    void aCallerIdReadsAsThatUserWhereVtgateTakesIt() throws Exception {
        int port =
                VITESS.vitess()
                        .startVtgate("vtgate-caller", "--grpc-use-effective-callerid")
                        .grpcPort();
        try (ChangelogJob job = ChangelogJob.start(as("reader", port), 1)) {
            assertThat(job.awaitLines(1)).hasSize(1);
        }
        try (ChangelogJob job = ChangelogJob.start(as("stranger", port), 1)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("the table ACL of the tablets denies it");
        }
    }

    private static VitessSource<String> as(String callerId, int port) {
        return at(port).callerId(callerId).build();
    }

    private static VitessSource<String> source(String user) {
        LocalVitess vitess = VITESS.vitess();
        String[] auth = vitess.staticAuth(user, "s3cret");
        int port =
                vitess.startVtgate(
                                "vtgate-" + user,
                                auth[0],
                                auth[1],
                                "--grpc-use-static-authentication-callerid")
                        .grpcPort();
        return at(port).username(user).password("s3cret").build();
    }

    private static VitessSourceBuilder<String> at(int port) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(port)
                .keyspace("shop")
                .tableList("item")
                .deserializer(new ChangeLines());
    }
}

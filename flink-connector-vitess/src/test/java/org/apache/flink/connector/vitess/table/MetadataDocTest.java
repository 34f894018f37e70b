// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

class MetadataDocTest {

    @Test
    void theDocumentHasTheTableOfTheCode() throws IOException {
        GeneratedDocs.assertTable(
                "metadata.md",
                MetadataDocTest.class,
                Stream.concat(
                                Stream.of("| key | type | value |", "|---|---|---|"),
                                Arrays.stream(VitessReadableMetadata.values())
                                        .map(VitessReadableMetadata::markdown))
                        .toList());
    }
}

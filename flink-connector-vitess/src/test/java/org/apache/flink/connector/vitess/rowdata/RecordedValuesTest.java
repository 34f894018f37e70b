// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.flink.connector.vitess.testing.values.ImageCheck;
import org.apache.flink.connector.vitess.testing.values.ImageReader;
import org.apache.flink.connector.vitess.testing.values.RecordedStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Vitess 24.0.0 and MySQL 9.7.4 sent for all types, as {@code RecordValuesITCase} kept it. */
class RecordedValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"numbers", "temporals", "bytes", "members", "documents", "texts_VARCHAR24"})
    void allImagesAreWhatMySqlPrints(String table) throws IOException {
        RecordedStream recorded = RecordedStream.read(table);
        ImageReader reader = new ImageReader(table, recorded.collations());

        recorded.responses().forEach(reader::read);

        assertThat(ImageCheck.requireEqual(recorded.images(), reader.images())).isGreaterThan(1000);
    }
}

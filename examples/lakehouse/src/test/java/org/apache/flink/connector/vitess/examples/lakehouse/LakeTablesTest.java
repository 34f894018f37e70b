// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTablesTest {

    @TempDir Path folder;

    /** Each of the sink's writers would create it, and fail where another one has. */
    @Test
    void aTableHasItsMainBranchBeforeItsRowsComeToTheSink() {
        Catalog catalog = Lakehouse.folder(folder.toUri().toString()).loadCatalog();
        Schema columns =
                new Schema(
                        List.of(Types.NestedField.required(1, "id", Types.LongType.get())),
                        Set.of(1));

        new LakeTables(catalog, "shop").holding("item", columns);

        assertThat(catalog.loadTable(TableIdentifier.of("shop", "item")).refs())
                .containsKey(SnapshotRef.MAIN_BRANCH);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class LakeColumnsTest {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type STRING = Types.StringType.get();

    @Test
    void columnsBecomeMoreAndWiderAndNeverLess() {
        Schema known = columns("id", INT, "a", LONG, "gone", STRING);

        Schema widened = LakeColumns.widened("t", known, columns("ID", LONG, "a", INT, "b", INT));

        assertThat(widened.columns())
                .extracting(column -> column.name() + " " + column.type())
                .containsExactly("id long", "a long", "gone string", "b int");
        assertThat(widened.identifierFieldNames()).containsExactly("id");
    }

    @Test
    void columnsThatAreEnoughStayTheSame() {
        Schema known = columns("id", LONG, "a", LONG, "b", STRING);

        assertThat(LakeColumns.widened("t", known, columns("id", INT, "b", STRING)))
                .isSameAs(known);
    }

    @Test
    void aTypeThatIcebergCannotReachIsRefused() {
        assertThatThrownBy(
                        () ->
                                LakeColumns.widened(
                                        "t",
                                        columns("id", INT, "a", INT),
                                        columns("id", INT, "a", STRING)))
                .hasMessageContaining("Column 'a' of table 't' changes from int to string")
                .hasMessageContaining("Drop the table in the lake, and restart the job");
    }

    @Test
    void anotherPrimaryKeyIsRefused() {
        assertThatThrownBy(() -> LakeColumns.widened("t", columns("id", INT), columns("no", INT)))
                .hasMessageContaining("The primary key of table 't' changes from [id] to [no]");
    }

    /** Names and types in turn; the first column is the key. */
    private static Schema columns(Object... namesAndTypes) {
        Types.NestedField[] columns = new Types.NestedField[namesAndTypes.length / 2];
        for (int i = 0; i < columns.length; i++) {
            String name = (String) namesAndTypes[2 * i];
            Type type = (Type) namesAndTypes[2 * i + 1];
            columns[i] =
                    i == 0
                            ? Types.NestedField.required(1, name, type)
                            : Types.NestedField.optional(i + 1, name, type);
        }
        return new Schema(List.of(columns), Set.of(1));
    }
}

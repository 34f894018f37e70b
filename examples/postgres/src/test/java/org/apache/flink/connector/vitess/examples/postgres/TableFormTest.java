// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableFormTest {

    private final TableForm form =
            new TableForm(
                    List.of(
                            new PostgresColumn("id", "numeric(20,0)", true),
                            new PostgresColumn("a key \"b\"", "text", false)));

    @Test
    void isReadAsItWasWritten() {
        assertThat(TableForm.parse(form.text())).isEqualTo(form);
    }

    @Test
    void namesAreQuotedInStatements() {
        RowStatements statements = RowStatements.of("t", form, form);

        assertThat(statements.upsert())
                .isEqualTo(
                        "insert into t (\"id\", \"a key \"\"b\"\"\") values (cast(? as numeric(20,0)),"
                                + " cast(? as text)) on conflict (\"id\") do update set"
                                + " \"a key \"\"b\"\"\" = excluded.\"a key \"\"b\"\"\"");
        assertThat(statements.delete())
                .isEqualTo("delete from t where \"id\" = cast(? as numeric(20,0))");
    }
}

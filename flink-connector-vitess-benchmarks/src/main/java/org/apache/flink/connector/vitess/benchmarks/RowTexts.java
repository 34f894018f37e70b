// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Rows as texts, which are equal if the rows are, whatever they are made of. */
final class RowTexts {

    private final List<RowData.FieldGetter> getters = new ArrayList<>();

    RowTexts(RowType type) {
        for (int i = 0; i < type.getFieldCount(); i++) {
            getters.add(RowData.createFieldGetter(type.getTypeAt(i), i));
        }
    }

    List<String> of(BiConsumer<byte[], Consumer<RowData>> way, byte[] response) {
        List<String> texts = new ArrayList<>();
        way.accept(
                response,
                row ->
                        texts.add(
                                getters.stream()
                                        .map(getter -> getter.getFieldOrNull(row))
                                        .toList()
                                        .toString()));
        return texts;
    }
}

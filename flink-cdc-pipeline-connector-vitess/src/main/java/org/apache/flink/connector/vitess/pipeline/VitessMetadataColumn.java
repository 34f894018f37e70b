// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.cdc.common.source.SupportedMetadataColumn;
import org.apache.flink.cdc.common.types.DataType;
import org.apache.flink.cdc.common.types.DataTypes;
import org.apache.flink.connector.vitess.change.ChangeSource;

/** What a pipeline can know of a change besides the row, for its transforms. */
enum VitessMetadataColumn implements SupportedMetadataColumn {
    /** When the statement that changed the row began, in milliseconds; 0 for a copied row. */
    OP_TS(
            "op_ts",
            DataTypes.BIGINT().notNull(),
            Long.class,
            source -> source.changed().map(Instant::toEpochMilli).orElse(0L).toString(),
            Long::valueOf),
    /** The shard that the row comes from. */
    SHARD(
            "shard",
            DataTypes.STRING().notNull(),
            String.class,
            source -> source.shard().name(),
            text -> text),
    /** The transaction's GTID; empty for a copied row, and from tablets before Vitess 23. */
    GTID("gtid", DataTypes.STRING().notNull(), String.class, ChangeSource::gtid, text -> text);

    private final String key;
    private final DataType type;
    private final Class<?> javaClass;
    private final Function<ChangeSource, String> text;
    private final Function<String, Object> value;

    VitessMetadataColumn(
            String key,
            DataType type,
            Class<?> javaClass,
            Function<ChangeSource, String> text,
            Function<String, Object> value) {
        this.key = key;
        this.type = type;
        this.javaClass = javaClass;
        this.text = text;
        this.value = value;
    }

    /**
     * Those of a list of names.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    static List<VitessMetadataColumn> of(List<String> names) {
        return names.stream().map(VitessMetadataColumn::of).toList();
    }

    private static VitessMetadataColumn of(String name) {
        return Arrays.stream(values())
                .filter(column -> column.key.equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'metadata.list' = '%s' is not possible: use some of %s"
                                                .formatted(
                                                        name,
                                                        Arrays.stream(values())
                                                                .map(column -> column.key)
                                                                .toList())));
    }

    /** What an event carries. */
    String text(ChangeSource source) {
        return text.apply(source);
    }

    @Override
    public String getName() {
        return key;
    }

    @Override
    public DataType getType() {
        return type;
    }

    @Override
    public Class<?> getJavaClass() {
        return javaClass;
    }

    @Override
    public Object read(Map<String, String> metadata) {
        String carried = metadata.get(key);
        if (carried == null) {
            throw new IllegalArgumentException(
                    "The source does not send '%s': add it to its option 'metadata.list'"
                            .formatted(key));
        }
        return value.apply(carried);
    }
}

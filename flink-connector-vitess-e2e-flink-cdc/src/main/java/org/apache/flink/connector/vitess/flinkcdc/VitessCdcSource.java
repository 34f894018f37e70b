// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.flinkcdc;

import io.debezium.connector.vitess.VitessConnector;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.cdc.debezium.DebeziumSourceFunction;
import org.apache.flink.cdc.debezium.JsonDebeziumDeserializationSchema;
import org.apache.flink.cdc.debezium.Validator;

/**
 * Flink CDC's source for Vitess: what the builder of its module {@code flink-connector-vitess-cdc}
 * makes. That module only sets properties of Debezium; the source itself, which keeps the offset in
 * Flink's state, is that of Flink CDC.
 */
final class VitessCdcSource {

    private VitessCdcSource() {}

    /** Its defaults, with these properties of Debezium added. */
    static DebeziumSourceFunction<String> create(Map<String, String> debezium) {
        Map<String, String> all = new HashMap<>();
        all.put("connector.class", VitessConnector.class.getName());
        all.put("plugin.name", "decoderbufs");
        all.put("name", "flink");
        all.put("database.server.name", "vitess_cdc_source");
        all.put("database.port", "15991");
        all.put("vitess.tablet.type", "RDONLY");
        all.put("vitess.gtid", "current");
        all.put("schema.name.adjustment.mode", "none");
        all.put("vitess.stop_on_reshard", "false");
        all.put("tombstones.on.delete", "true");
        all.put("tasks.max", "1");
        all.putAll(debezium);
        Properties properties = new Properties();
        properties.putAll(all);
        // What it finds is in the result, at which Flink CDC does not look either.
        Validator validator = () -> new VitessConnector().validate(all);
        return new DebeziumSourceFunction<>(
                new JsonDebeziumDeserializationSchema(), properties, null, validator);
    }
}

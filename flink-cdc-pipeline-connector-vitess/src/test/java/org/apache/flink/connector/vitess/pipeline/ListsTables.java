// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.cdc.common.configuration.Configuration;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.factories.FactoryHelper;

/** Asks a source for its tables; to be loaded where only the jar has the connector. */
public final class ListsTables implements Function<Map<String, String>, List<String>> {

    @Override
    public List<String> apply(Map<String, String> options) {
        return new VitessDataSourceFactory()
                        .createDataSource(
                                new FactoryHelper.DefaultContext(
                                        Configuration.fromMap(options),
                                        new Configuration(),
                                        getClass().getClassLoader()))
                        .getMetadataAccessor()
                        .listTables(null, null)
                        .stream()
                        .map(TableId::toString)
                        .toList();
    }
}

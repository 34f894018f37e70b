// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.table.catalog.CatalogDatabase;

/** A keyspace as Flink sees it: nothing but its name, which Flink knows. */
record KeyspaceDatabase(String keyspace) implements CatalogDatabase {

    @Override
    public Map<String, String> getProperties() {
        return Map.of();
    }

    @Override
    public String getComment() {
        return "Keyspace " + keyspace + " of Vitess";
    }

    @Override
    public CatalogDatabase copy() {
        return this;
    }

    /** A keyspace has no properties. */
    @Override
    public CatalogDatabase copy(Map<String, String> properties) {
        return this;
    }

    @Override
    public Optional<String> getDescription() {
        return Optional.of(getComment());
    }

    @Override
    public Optional<String> getDetailedDescription() {
        return getDescription();
    }
}

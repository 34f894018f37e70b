// SPDX-License-Identifier: Apache-2.0
/**
 * The keyspaces of a Vitess cluster as the databases of a catalog, so that no table has to be
 * declared: {@code CREATE CATALOG ... WITH ('type' = 'vitess')}.
 *
 * <p>Rule: only this package knows Flink's catalogs. It gives each table the options of {@code
 * table}, whose factory makes the source.
 */
package org.apache.flink.connector.vitess.catalog;

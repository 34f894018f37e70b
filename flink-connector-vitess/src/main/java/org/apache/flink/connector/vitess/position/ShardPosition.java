// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchemas;

/**
 * The position of one shard's stream: all that is needed to continue from there, and nothing
 * inferred. Part of the source's state.
 *
 * <p>Tables are copied one after another, each in a stream of its own: vtgate forgets the other
 * tables when a copy of several is resumed.
 *
 * @param gtid the executed GTID set with its flavor, such as {@code MySQL56/...:1-9}; empty before
 *     the first copied row
 * @param tables the copy of every captured table
 * @param open what has been emitted of the transaction after the GTID set; empty at its end
 * @param where the condition of the rows that were read up to here, and are read from here on:
 *     another would lack rows that were left out before; empty for all rows
 * @param schemas the columns that tables have at this position, of those whose copy has begun;
 *     those of a table may be missing, and are learned then before its rows are read
 * @param resnapshot the request to copy tables again that was carried out last, so that it is not
 *     carried out twice; empty if there was none
 */
@Internal
public record ShardPosition(
        String gtid,
        TableCopies tables,
        Optional<OpenTransaction> open,
        String where,
        TableSchemas schemas,
        Set<String> resnapshot) {

    public ShardPosition {
        Objects.requireNonNull(gtid, "gtid");
        Objects.requireNonNull(tables, "tables");
        Objects.requireNonNull(open, "open");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(schemas, "schemas");
        resnapshot = Set.copyOf(resnapshot);
    }

    /** A position between transactions, of all rows. */
    public ShardPosition(String gtid, TableCopies tables) {
        this(gtid, tables, Optional.empty(), "", TableSchemas.empty(), Set.of());
    }

    /** The position before anything was read: every table has to be copied. */
    public static ShardPosition beforeCopy(Collection<String> tables) {
        return new ShardPosition("", TableCopies.each(tables, new NotStarted()));
    }

    /** A position in the log: no table has to be copied. */
    public static ShardPosition inLog(String gtid, Collection<String> tables) {
        if (gtid.isEmpty()) {
            throw new IllegalArgumentException("A position in the log needs a GTID set");
        }
        return new ShardPosition(gtid, TableCopies.each(tables, new Finished()));
    }

    /** The table whose copy is next, or under way; empty once all are copied. */
    public Optional<String> tableToCopy() {
        return tables.next();
    }

    /** The tables whose copy is finished, in order. */
    public List<String> finishedTables() {
        return tables.finished();
    }

    /** The tables whose copy has begun, in order: log rows of the others never come out. */
    public List<String> begunTables() {
        return tables.begun();
    }

    /** The same position of the rows that fulfil a condition. */
    public ShardPosition withWhere(String condition) {
        return new ShardPosition(gtid, tables, open, condition, schemas, resnapshot);
    }

    /** The fingerprint of the rules under which the rows after this position are counted. */
    public String rules() {
        return TableRules.fingerprint(begunTables(), where);
    }

    /** The same if the condition is not given to the server. */
    public String rulesWithoutWhere() {
        return TableRules.fingerprint(begunTables(), "");
    }

    /** The same position after some rows of the next transaction, which the server filters. */
    public ShardPosition withOpenTransaction(String transaction, long rows) {
        return withOpenTransaction(transaction, rows, rules());
    }

    /** The same position after some rows of the next transaction. */
    public ShardPosition withOpenTransaction(String transaction, long rows, String rules) {
        return new ShardPosition(
                gtid,
                tables,
                Optional.of(new OpenTransaction(transaction, rows, rules)),
                where,
                schemas,
                resnapshot);
    }

    /** The same position for these tables: new ones are to be copied, others are forgotten. */
    public ShardPosition withTables(Collection<String> names) {
        return new ShardPosition(
                gtid, tables.only(names), open, where, schemas.only(names), resnapshot);
    }

    /** The same position before another copy of these captured tables, whose columns may differ. */
    public ShardPosition withCopiesAgain(Collection<String> again) {
        TableCopies copies = tables;
        TableSchemas known = schemas;
        for (String table : again) {
            copies = copies.with(table, new NotStarted());
            known = known.without(table);
        }
        return new ShardPosition(gtid, copies, open, where, known, resnapshot);
    }

    /** The same position after a request to copy tables again was carried out. */
    public ShardPosition withResnapshot(Set<String> request) {
        return new ShardPosition(gtid, tables, open, where, schemas, request);
    }

    /** The same tables at another GTID set, between transactions. */
    public ShardPosition withGtid(String newGtid) {
        return new ShardPosition(newGtid, tables, Optional.empty(), where, schemas, resnapshot);
    }

    /** The same position with one table's copy further on. */
    public ShardPosition withTable(String table, TableCopy copy) {
        return new ShardPosition(
                gtid, tables.with(table, copy), Optional.empty(), where, schemas, resnapshot);
    }

    /** The same position, with what is known of columns there. */
    public ShardPosition withSchemas(TableSchemas known) {
        return new ShardPosition(gtid, tables, open, where, known, resnapshot);
    }

    /** The same position, with the columns that a table has there. */
    public ShardPosition withSchema(SchemaVersion version) {
        return withSchemas(schemas.with(version));
    }

    /** The tables whose rows are read, but whose columns are not known. */
    public List<String> tablesWithoutSchema() {
        return schemas.missing(begunTables());
    }
}

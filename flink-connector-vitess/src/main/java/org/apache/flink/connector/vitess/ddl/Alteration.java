// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import java.util.Optional;
import org.apache.flink.annotation.Internal;

/** One of the things that an {@code ALTER TABLE} does. */
@Internal
public sealed interface Alteration {

    /** Where a column goes. */
    sealed interface Place {}

    /** Where it is, or at the end if it is new. */
    record Unchanged() implements Place {}

    /** Before all others. */
    record First() implements Place {}

    /** After another one. */
    record After(String column) implements Place {}

    /** A new column. */
    record AddColumn(NewColumn column, Place place) implements Alteration {}

    /** A column goes away. */
    record DropColumn(String name) implements Alteration {}

    /** A column is declared another way, by {@code CHANGE} or {@code MODIFY}. */
    record ChangeColumn(String name, NewColumn column, Place place) implements Alteration {}

    /** A column has another name. */
    record RenameColumn(String name, String newName) implements Alteration {}

    /** All texts are converted; to the default of the database if no character set is given. */
    record ConvertTexts(Optional<String> charset, Optional<String> collation)
            implements Alteration {}

    /** Texts that are added later have another character set or collation. */
    record DefaultOfTexts(Optional<String> charset, Optional<String> collation)
            implements Alteration {}

    /** Keys are added or dropped, so that other columns may be the primary key. */
    record ChangeKeys() implements Alteration {}

    /** The table has another name. */
    record RenameTable(String newName) implements Alteration {}

    /** Rows go away or come in without events, as with {@code DROP PARTITION}. */
    record ReplaceRows() implements Alteration {}
}

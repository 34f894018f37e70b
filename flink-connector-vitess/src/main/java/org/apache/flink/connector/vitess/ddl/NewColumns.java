// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollateColumnConstraintContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollectionDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnConstraintContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DimensionDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.LongVarcharDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NationalStringDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NationalVaryingStringDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NullColumnConstraintContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.PrimaryKeyColumnConstraintContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.StringDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.UidContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.UniqueKeyColumnConstraintContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the definitions of columns. */
final class NewColumns {

    private NewColumns() {}

    static NewColumn of(UidContext name, ColumnDefinitionContext definition) {
        return of(DdlParser.name(name), definition);
    }

    static NewColumn of(String name, ColumnDefinitionContext definition) {
        List<ColumnConstraintContext> constraints = definition.columnConstraint();
        boolean serial = definition.dataType().getText().equalsIgnoreCase("serial");
        boolean primary = has(constraints, PrimaryKeyColumnConstraintContext.class::isInstance);
        return new NewColumn(
                name,
                TypeTexts.of(definition.dataType()),
                charset(definition.dataType()),
                collation(definition),
                isBinary(definition.dataType()),
                serial || primary || has(constraints, NewColumns::isNotNull),
                serial
                        || primary
                        || has(constraints, UniqueKeyColumnConstraintContext.class::isInstance));
    }

    private static boolean has(
            List<ColumnConstraintContext> constraints, Predicate<ColumnConstraintContext> is) {
        return constraints.stream().anyMatch(is);
    }

    private static boolean isNotNull(ColumnConstraintContext constraint) {
        return constraint instanceof NullColumnConstraintContext nullable
                && nullable.nullNotnull().NOT() != null;
    }

    private static Optional<String> charset(DataTypeContext type) {
        if (type instanceof StringDataTypeContext text) {
            String name = text.typeName.getText();
            return name.equalsIgnoreCase("nchar") || name.equalsIgnoreCase("nvarchar")
                    ? Optional.of("utf8mb3")
                    : Alterations.name(text.charsetName());
        }
        if (type instanceof CollectionDataTypeContext members) {
            return Alterations.name(members.charsetName());
        }
        if (type instanceof LongVarcharDataTypeContext text) {
            return Alterations.name(text.charsetName());
        }
        return type instanceof NationalStringDataTypeContext
                        || type instanceof NationalVaryingStringDataTypeContext
                ? Optional.of("utf8mb3")
                : Optional.empty();
    }

    private static Optional<String> collation(ColumnDefinitionContext definition) {
        return definition.columnConstraint().stream()
                .filter(CollateColumnConstraintContext.class::isInstance)
                .map(CollateColumnConstraintContext.class::cast)
                .flatMap(collate -> Alterations.name(collate.collationName()).stream())
                .findFirst()
                .or(() -> collation(definition.dataType()));
    }

    private static Optional<String> collation(DataTypeContext type) {
        if (type instanceof StringDataTypeContext text) {
            return Alterations.name(text.collationName());
        }
        return type instanceof LongVarcharDataTypeContext text
                ? Alterations.name(text.collationName())
                : Optional.empty();
    }

    /** The attribute BINARY of a text; the type of that name is something else. */
    private static boolean isBinary(DataTypeContext type) {
        return !(type instanceof DimensionDataTypeContext)
                && !(type instanceof SimpleDataTypeContext)
                && type.children.stream()
                        .skip(1)
                        .anyMatch(child -> child.getText().equalsIgnoreCase("binary"));
    }
}

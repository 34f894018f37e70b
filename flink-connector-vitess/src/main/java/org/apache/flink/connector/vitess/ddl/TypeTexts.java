// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollectionDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DecimalLiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DimensionDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.LengthOneDimensionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NationalStringDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NationalVaryingStringDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SpatialDataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.StringDataTypeContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.ddl.NewColumn.TypeText;

/** Spells types as {@code information_schema} does, with synonyms and defaults resolved. */
final class TypeTexts {

    private TypeTexts() {}

    /**
     * The type of a column.
     *
     * @return empty if it cannot be determined from the statement alone, as for {@code TEXT(1000)}
     */
    static Optional<TypeText> of(DataTypeContext type) {
        if (type instanceof StringDataTypeContext text) {
            return ofString(text);
        }
        if (type instanceof NationalStringDataTypeContext text) {
            boolean varying = text.VARCHAR() != null;
            return ofString(varying, text.lengthOneDimension());
        }
        if (type instanceof NationalVaryingStringDataTypeContext text) {
            return ofString(true, text.lengthOneDimension());
        }
        if (type instanceof DimensionDataTypeContext number) {
            return ofDimension(number);
        }
        if (type instanceof SimpleDataTypeContext simple) {
            return switch (lower(simple.typeName.getText())) {
                case "bool", "boolean" -> text("tinyint", "tinyint(1)");
                case "serial" -> text("bigint", "bigint unsigned");
                default -> plain(simple.typeName.getText());
            };
        }
        if (type instanceof CollectionDataTypeContext members) {
            return ofMembers(members);
        }
        return type instanceof SpatialDataTypeContext spatial
                ? plain(spatial.typeName.getText())
                : Optional.empty();
    }

    private static Optional<TypeText> ofString(StringDataTypeContext text) {
        LengthOneDimensionContext length = text.lengthOneDimension();
        return switch (lower(text.typeName.getText())) {
            case "char", "character", "nchar" -> ofString(text.VARYING() != null, length);
            case "varchar", "nvarchar" -> ofString(true, length);
            case "tinytext", "mediumtext", "longtext" -> plain(text.typeName.getText());
            case "text" -> length == null ? plain("text") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<TypeText> ofString(boolean varying, LengthOneDimensionContext length) {
        String type = varying ? "varchar" : "char";
        return text(type, type + "(" + (length == null ? "1" : digits(length)) + ")");
    }

    private static Optional<TypeText> ofDimension(DimensionDataTypeContext type) {
        List<String> lengths = lengths(type);
        if (!type.ZEROFILL().isEmpty()) {
            // Its text has a width that depends on the type and on MySQL's version.
            return Optional.empty();
        }
        String unsigned = type.UNSIGNED().isEmpty() ? "" : " unsigned";
        return switch (lower(type.typeName.getText())) {
            case "tinyint", "int1" -> {
                boolean isBoolean = lengths.equals(List.of("1")) && unsigned.isEmpty();
                yield text("tinyint", isBoolean ? "tinyint(1)" : "tinyint" + unsigned);
            }
            case "smallint", "int2" -> text("smallint", "smallint" + unsigned);
            case "mediumint", "int3", "middleint" -> text("mediumint", "mediumint" + unsigned);
            case "int", "integer", "int4" -> text("int", "int" + unsigned);
            case "bigint", "int8" -> text("bigint", "bigint" + unsigned);
            case "decimal", "dec", "numeric", "fixed" -> decimal(lengths, unsigned);
            case "double", "real", "float8" ->
                    text("double", "double" + bracketed(lengths) + unsigned);
            case "float", "float4" ->
                    lengths.size() == 1
                            ? Optional.empty()
                            : text("float", "float" + bracketed(lengths) + unsigned);
            case "bit", "binary" -> ofLength(type.typeName.getText(), lengths, "1");
            case "varbinary" -> ofLength("varbinary", lengths, "1");
            case "vector" -> ofLength("vector", lengths, "2048");
            case "time", "timestamp", "datetime" -> temporal(type.typeName.getText(), lengths);
            case "year" -> plain("year");
            case "blob" -> lengths.isEmpty() ? plain("blob") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static List<String> lengths(DimensionDataTypeContext type) {
        Stream<List<DecimalLiteralContext>> found =
                Stream.of(
                        type.lengthOneDimension() == null
                                ? List.<DecimalLiteralContext>of()
                                : List.of(type.lengthOneDimension().decimalLiteral()),
                        type.lengthTwoDimension() == null
                                ? List.<DecimalLiteralContext>of()
                                : type.lengthTwoDimension().decimalLiteral(),
                        type.lengthTwoOptionalDimension() == null
                                ? List.<DecimalLiteralContext>of()
                                : type.lengthTwoOptionalDimension().decimalLiteral());
        return found.flatMap(List::stream).map(DecimalLiteralContext::getText).toList();
    }

    private static Optional<TypeText> decimal(List<String> lengths, String unsigned) {
        String precision = lengths.isEmpty() ? "10" : lengths.get(0);
        String scale = lengths.size() < 2 ? "0" : lengths.get(1);
        return text("decimal", "decimal(" + precision + "," + scale + ")" + unsigned);
    }

    private static Optional<TypeText> temporal(String type, List<String> lengths) {
        boolean seconds = lengths.isEmpty() || lengths.equals(List.of("0"));
        return text(lower(type), lower(type) + (seconds ? "" : bracketed(lengths)));
    }

    private static Optional<TypeText> ofLength(String type, List<String> lengths, String none) {
        String length = lengths.isEmpty() ? none : lengths.get(0);
        return text(lower(type), lower(type) + "(" + length + ")");
    }

    private static String bracketed(List<String> lengths) {
        return lengths.isEmpty() ? "" : "(" + String.join(",", lengths) + ")";
    }

    /** MySQL strips blanks from the ends of labels, and prints a quote in a label twice. */
    private static Optional<TypeText> ofMembers(CollectionDataTypeContext members) {
        String type = lower(members.typeName.getText());
        List<String> texts =
                members.collectionOptions().collectionOption().stream()
                        .map(option -> option.STRING_LITERAL().getText())
                        .toList();
        if (texts.stream().anyMatch(text -> text.contains("\\") || text.charAt(0) != '\'')) {
            return Optional.empty();
        }
        return text(
                type,
                texts.stream()
                        .map(text -> text.replaceAll(" +'$", "'"))
                        .collect(Collectors.joining(",", type + "(", ")")));
    }

    private static Optional<TypeText> plain(String type) {
        return text(lower(type), lower(type));
    }

    private static Optional<TypeText> text(String dataType, String columnType) {
        return Optional.of(new TypeText(dataType, columnType));
    }

    private static String digits(LengthOneDimensionContext length) {
        return length.decimalLiteral().getText();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

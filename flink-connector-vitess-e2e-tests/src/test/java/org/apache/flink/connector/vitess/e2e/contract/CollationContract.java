// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of texts: what the streams do by it, and the statements that tell it. */
abstract class CollationContract extends VStreamContract {
    private static final String SHARD = "-80";
    private static final String PRIMARY = ContractVitess.KEYSPACE + ":-80@primary";
    private static final String PUNCTUATION_AND_DIGITS =
            " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

    private static final String ASCII_WITHOUT_LOWER_CASE =
            IntStream.rangeClosed(' ', '~')
                    .filter(c -> c < 'a' || c > 'z')
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());

    CollationContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    void theColumnsOfATableTellTheirCollations() {
        vitess.createTable(
                TableDefinition.of("collations")
                        .bigint("id")
                        .primaryKey()
                        .varchar("ai", 10)
                        .varchar("general", 10)
                        .collated(Collation.UTF8MB4_GENERAL_CI)
                        .varchar("bin", 10)
                        .collated(Collation.UTF8MB4_BIN)
                        .varchar("latin", 10)
                        .collated(Collation.LATIN1_SWEDISH_CI)
                        .varchar("chinese", 10)
                        .collated(Collation.GBK_CHINESE_CI)
                        .varbinary("bytes", 10));

        for (String target : List.of(PRIMARY, ContractVitess.KEYSPACE + "/-80")) {
            ExecuteResponse response = execute(target, columnsOf("collations"));

            assertThat(response.getResult().getFieldsList())
                    .containsExactly(
                            field("COLUMN_NAME", Type.VARCHAR),
                            field("CHARACTER_SET_NAME", Type.VARCHAR),
                            field("COLLATION_NAME", Type.VARCHAR));
            assertThat(response.getResult().getRowsList())
                    .map(Events::values)
                    .containsExactlyInAnyOrder(
                            List.of("id", "NULL", "NULL"),
                            List.of("ai", "utf8mb4", "utf8mb4_0900_ai_ci"),
                            List.of("general", "utf8mb4", "utf8mb4_general_ci"),
                            List.of("bin", "utf8mb4", "utf8mb4_bin"),
                            List.of("latin", "latin1", "latin1_swedish_ci"),
                            List.of("chinese", "gbk", "gbk_chinese_ci"),
                            List.of("bytes", "NULL", "NULL"));

            assertThat(execute(target, idsOf("collations")).getResult().getRowsList())
                    .map(Events::values)
                    .containsExactlyInAnyOrder(
                            List.of("ai", "255"),
                            List.of("general", "45"),
                            List.of("bin", "46"),
                            List.of("latin", "8"),
                            List.of("chinese", "28"));
        }
    }

    @Test
    void anUnknownTableHasNoColumns() {
        ExecuteResponse response = execute(PRIMARY, columnsOf("nope"));

        assertThat(response.getError().getMessage()).isEmpty();
        assertThat(response.getResult().getFieldsCount()).isEqualTo(3);
        assertThat(response.getResult().getRowsCount()).isZero();
    }

    @Test
    void manyTextsAreComparedByOneStatement() {
        ExecuteResponse response =
                execute(
                        PRIMARY,
                        IntStream.range(0, 300)
                                .mapToObj(i -> strcmp("utf8mb4_0900_ai_ci", "t" + i % 3, "T1"))
                                .collect(Collectors.joining(", ", "select ", "")));

        assertThat(response.getError().getMessage()).isEmpty();
        assertThat(response.getResult().getFieldsList()).hasSize(300);
        assertThat(response.getResult().getFields(2))
                .isEqualTo(
                        field(
                                "strcmp(_utf8mb4 x'7432' collate utf8mb4_0900_ai_ci, _utf8mb4 x'5431' collate utf8mb4_0900_ai_ci)",
                                Type.INT64));
        assertThat(response.getResult().getRowsList())
                .map(Events::values)
                .containsExactly(IntStream.range(0, 300).mapToObj(i -> "" + (i % 3 - 1)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4_general_ci", "latin1_swedish_ci"})
    void mostIgnoreCaseAndOrderAsAscii(String collation) {
        assertAscending(collation, ASCII_WITHOUT_LOWER_CASE);
        assertLettersIgnoreCase(collation);
    }

    @Test
    void gbkDoesTooButForBracketsAndTheTilde() {
        assertAscending(
                "gbk_chinese_ci",
                ASCII_WITHOUT_LOWER_CASE.replace("[\\]", "][\\").replace("~", ""));
        assertThat(compared("select " + strcmp("gbk_chinese_ci", "~", "y"))).containsExactly("0");
        assertLettersIgnoreCase("gbk_chinese_ci");
    }

    @Test
    void theDefaultIgnoresCaseAndOrdersPunctuationBeforeDigitsAndLetters() {
        assertAscending(
                "utf8mb4_0900_ai_ci", PUNCTUATION_AND_DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        assertLettersIgnoreCase("utf8mb4_0900_ai_ci");
    }

    @Test
    void binaryCollationsOrderByBytes() {
        assertAscending(
                "utf8mb4_bin",
                IntStream.rangeClosed(' ', '~')
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_0900_ai_ci, -1",
        "utf8mb4_general_ci, 0",
        "utf8mb4_bin, 0",
        "latin1_swedish_ci, 0",
        "gbk_chinese_ci, 0"
    })
    void onlyTheNewerCollationsHeedTrailingBlanks(String collation, String result) {
        assertThat(compared("select " + strcmp(collation, "a", "a  "))).containsExactly(result);
        assertThat(compared("select " + strcmp(collation, "a", "a !"))).containsExactly("-1");
    }

    @Test
    void unknownAndUnfitCollationsAreErrorsInTheResponse() {
        assertInvalid(
                "select strcmp(_utf8mb4 X'61' collate utf8mb4_nope, _utf8mb4 X'62' collate utf8mb4_nope)",
                "Unknown collation: 'utf8mb4_nope' (errno 1273) (sqlstate HY000)");
        assertInvalid(
                "select strcmp(_utf8mb4 X'61' collate latin1_swedish_ci, _utf8mb4 X'62' collate latin1_swedish_ci)",
                "COLLATION 'latin1_swedish_ci' is not valid for CHARACTER SET 'utf8mb4' (errno 1253) (sqlstate 42000)");
    }

    @Test
    void unknownShardsAndKeyspacesAreErrorsInTheResponse() {
        String sql = columnsOf("any");

        ExecuteResponse shard = execute("customer:90-@primary", sql);
        assertThat(shard.getError().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(shard.getError().getMessage())
                .contains("target: customer.90-.primary: no healthy tablet available for");
        ExecuteResponse keyspace = execute("nope:-80@primary", sql);
        assertThat(keyspace.getError().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(keyspace.getError().getMessage())
                .contains("VT05003: unknown database 'nope' in vschema");
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_0900_ai_ci, VARCHAR, 20483",
        "utf8mb4_general_ci, VARCHAR, 20483",
        "latin1_swedish_ci, VARCHAR, 20483",
        "utf8mb4_bin, VARBINARY, 20611",
        "gbk_chinese_ci, VARCHAR, 20483"
    })
    void theColumnOfAKeyHasTheIdOfItsCollation(String name, Type type, int flags) {
        String table = "key_" + name;
        Collation collation = collation(name);
        createWords(table, collation);

        StreamRecorder recorder = stream(tables(table), flags(), from(SHARD, ""));
        awaitCopied(recorder);
        vitess.transaction(SHARD, tx -> tx.insert(table, 1, "a"));
        List<Field> words =
                recorder
                        .await(
                                "the columns in copy and log",
                                e -> e.stream().filter(VEvent::hasFieldEvent).count() == 2)
                        .stream()
                        .filter(VEvent::hasFieldEvent)
                        .map(event -> event.getFieldEvent().getFields(1))
                        .toList();

        assertThat(words)
                .allSatisfy(
                        word -> {
                            assertThat(word.getType()).isEqualTo(type);
                            assertThat(word.getCharset()).isEqualTo(collation.idOfVitess());
                            assertThat(word.getFlags()).isEqualTo(flags);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_0900_ai_ci, '_ 9 a B C'",
        "utf8mb4_general_ci, '9 a B C _'",
        "latin1_swedish_ci, '9 a B C _'",
        "utf8mb4_bin, '9 B C _ a'"
    })
    void aCopyAndItsContinuationFollowTheOrder(String name, String order) {
        String table = "order_" + name;
        createWords(table, collation(name));
        vitess.transaction(
                SHARD, tx -> List.of("B", "_", "a", "9", "C").forEach(w -> tx.insert(table, 0, w)));
        List<String> expected =
                List.of(order.split(" ")).stream()
                        .map(word -> "copy %s ->[0, %s]".formatted(table, word))
                        .toList();

        List<VEvent> copied = awaitCopied(stream(tables(table), flags(), from(SHARD, "")));
        assertThat(Events.rows(copied)).isEqualTo(expected);
        ShardGtid last =
                copied.stream()
                        .filter(VEvent::hasVgtid)
                        .map(event -> event.getVgtid().getShardGtids(0))
                        .filter(position -> position.getTablePKsCount() > 0)
                        .findFirst()
                        .orElseThrow();
        ShardGtid.Builder afterSecond = last.toBuilder();
        afterSecond
                .getTablePKsBuilder(0)
                .getLastpkBuilder()
                .setRows(
                        0,
                        Row.newBuilder()
                                .addLengths(1)
                                .setValues(ByteString.copyFromUtf8(order.split(" ")[1])));

        assertThat(Events.rows(awaitCopied(stream(tables(table), flags(), afterSecond.build()))))
                .isEqualTo(expected.subList(2, 5));
    }

    @Test
    void keysThatDifferOnlyInCaseAreTheSame() {
        createWords("same", Collation.UTF8MB4_0900_AI_CI);
        vitess.transaction(SHARD, tx -> tx.insert("same", 1, "a"));
        String start = currentPosition(SHARD);

        assertThatThrownBy(() -> vitess.transaction(SHARD, tx -> tx.insert("same", 2, "A")))
                .isInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("Duplicate entry");
        vitess.transaction(SHARD, tx -> tx.update("same", List.of("A"), 1, "A"));

        StreamRecorder recorder = stream(tables("same"), flags(), from(SHARD, start));
        awaitGroups(recorder, 1);
        assertThat(Events.rows(recorder.events())).containsExactly("log same [1, a]->[1, A]");
    }

    /** The number comes first, since the first column is the vindex of a real keyspace. */
    private void createWords(String table, Collation collation) {
        vitess.createTable(
                TableDefinition.of(table)
                        .bigint("id")
                        .notNull()
                        .varchar("word", 10)
                        .collated(collation)
                        .primaryKey());
    }

    private void assertAscending(String collation, String characters) {
        List<String> results =
                compared(
                        IntStream.range(1, characters.length())
                                .mapToObj(
                                        i ->
                                                strcmp(
                                                        collation,
                                                        "x" + characters.charAt(i - 1) + "x",
                                                        "x" + characters.charAt(i) + "x"))
                                .collect(Collectors.joining(", ", "select ", "")));

        for (int i = 1; i < characters.length(); i++) {
            assertThat(results.get(i - 1))
                    .as("%s compared to %s", characters.charAt(i - 1), characters.charAt(i))
                    .isEqualTo("-1");
        }
    }

    private void assertLettersIgnoreCase(String collation) {
        String sql =
                IntStream.rangeClosed('a', 'z')
                        .mapToObj(Character::toString)
                        .map(c -> strcmp(collation, c, c.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.joining(", ", "select ", ""));

        assertThat(compared(sql)).hasSize(26).containsOnly("0");
    }

    private List<String> compared(String sql) {
        ExecuteResponse response = execute(PRIMARY, sql);

        assertThat(response.getError().getMessage()).isEmpty();
        return Events.values(response.getResult().getRows(0));
    }

    private void assertInvalid(String sql, String message) {
        ExecuteResponse response = execute(PRIMARY, sql);

        assertThat(response.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(response.getError().getMessage())
                .contains(
                        "target: customer.-80.primary: vttablet: rpc error: code = InvalidArgument desc = "
                                + message);
    }

    private static Collation collation(String name) {
        return List.of(
                        Collation.UTF8MB4_0900_AI_CI,
                        Collation.UTF8MB4_GENERAL_CI,
                        Collation.UTF8MB4_BIN,
                        Collation.LATIN1_SWEDISH_CI,
                        Collation.GBK_CHINESE_CI)
                .stream()
                .filter(collation -> collation.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String columnsOf(String table) {
        return "select column_name, character_set_name, collation_name from information_schema.columns where table_schema = database() and table_name = '%s'"
                .formatted(table);
    }

    private static String idsOf(String table) {
        return "select c.column_name, l.id from information_schema.columns c join information_schema.collations l on l.collation_name = c.collation_name where c.table_schema = database() and c.table_name = '%s'"
                .formatted(table);
    }

    /** All of these character sets have ASCII's bytes. */
    private static String strcmp(String collation, String left, String right) {
        return "strcmp(_%1$s X'%2$s' collate %4$s, _%1$s X'%3$s' collate %4$s)"
                .formatted(
                        collation.substring(0, collation.indexOf('_')),
                        hex(left),
                        hex(right),
                        collation);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Field field(String name, Type type) {
        return Field.newBuilder().setName(name).setType(type).build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.vgtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VgtidJsonTest {

    private static final String GTID = "MySQL56/0a8f2bde-0000-11ee-8000-00000000000a:1-9";

    private static final Field ID =
            Field.newBuilder()
                    .setName("id")
                    .setType(Type.INT64)
                    .setCharset(63)
                    .setFlags(49667)
                    .build();

    /** As Debezium prints it. */
    private static final String DEBEZIUM =
            """
            [{"keyspace":"customer","shard":"-80","gtid":"GTID","table_p_ks":[{"table_name":\
            "t","lastpk":{"fields":[{"name":"id","type":"INT64","charset":63,"flags":49667}],\
            "rows":[{"lengths":["2"],"values":"10"}]}}]},\
            {"keyspace":"customer","shard":"80-","gtid":"GTID"}]"""
                    .replace("GTID", GTID);

    private static LastPk lastPk(String value, Field... fields) {
        return lastPk(ByteString.copyFromUtf8(value), fields);
    }

    /** One value; further fields are NULL. */
    private static LastPk lastPk(ByteString value, Field... fields) {
        Row.Builder row = Row.newBuilder().addLengths(value.size()).setValues(value);
        Stream.of(fields).skip(1).forEach(field -> row.addLengths(-1));
        QueryResult result =
                QueryResult.newBuilder().addAllFields(List.of(fields)).addRows(row).build();
        return new LastPk(result.toByteArray());
    }

    private static Vgtid vgtid(SortedMap<String, Optional<LastPk>> tables) {
        return new Vgtid(
                List.of(
                        new ShardStart(new Shard("customer", "-80"), GTID, tables),
                        new ShardStart(new Shard("customer", "80-"), GTID, new TreeMap<>())));
    }

    private static Vgtid vgtid(LastPk lastPk) {
        return vgtid(new TreeMap<>(Map.of("t", Optional.of(lastPk))));
    }

    @Test
    void debeziumsFormIsReadAndWritten() {
        assertThat(VgtidJson.parse(DEBEZIUM)).isEqualTo(vgtid(lastPk("10", ID)));
        assertThat(VgtidJson.write(vgtid(lastPk("10", ID)))).isEqualTo(DEBEZIUM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'vgtid':'VGTID'}",
                "{'transaction_id':null,'vgtid':'VGTID'}",
                "{'vgtid':'VGTID','transaction_id':'t','transaction_data_collection_order_t':2}",
                "{'sourcePartition':{'server':'s'},'sourceOffset':{'vgtid':'VGTID'}}"
            })
    void anOffsetOfDebeziumAndAStateOfFlinkCdcAreRead(String offset) {
        String json = offset.replace('\'', '"').replace("VGTID", DEBEZIUM.replace("\"", "\\\""));

        assertThat(VgtidJson.parse(json)).isEqualTo(VgtidJson.parse(DEBEZIUM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"shardGtids":[{"keyspace":"customer","shard":"-80","gtid":"GTID","tablePKs":[
                 {"tableName":"t","lastpk":{"fields":[{"name":"id","type":"INT64","charset":63,
                 "flags":49667}],"rows":[{"lengths":["2"],"values":"MTA="}]}}]},
                 {"keyspace":"customer","shard":"80-","gtid":"GTID"}]}
                """,
                """
                {"shard_gtids":[{"keyspace":"customer","shard":"-80","gtid":"GTID","table_p_ks":[
                 {"table_name":"t","lastpk":{"rows_affected":"0","insertId":"0","info":"",
                 "session_state_changes":"","insert_id_changed":false,
                 "fields":[{"name":"id","type":265,"table":"","org_table":"","database":"",
                 "orgName":"","column_length":0,"charset":63,"decimals":0,"flags":49667,
                 "columnType":""}],"rows":[{"lengths":[2],"values":"MTA="}]}}]},
                 {"keyspace":"customer","shard":"80-","gtid":"GTID","table_p_ks":[]}]}
                """
            })
    void vitessFormIsRead(String json) {
        assertThat(VgtidJson.parse(json.replace("GTID", GTID))).isEqualTo(vgtid(lastPk("10", ID)));
    }

    static Stream<LastPk> lastPks() {
        Field full =
                Field.newBuilder()
                        .setName("k\"ey")
                        .setType(Type.VARCHAR)
                        .setTable("t")
                        .setOrgTable("t")
                        .setDatabase("vt_customer")
                        .setOrgName("key")
                        .setColumnLength(0xFFFFFFFF)
                        .setCharset(255)
                        .setDecimals(31)
                        .setFlags(20483)
                        .setColumnType("varchar(20)")
                        .build();
        Field unknownType = ID.toBuilder().setTypeValue(12345).build();
        return Stream.of(
                lastPk("10", ID),
                lastPk("", full),
                lastPk("blüb", full),
                lastPk("MTA=", full),
                lastPk("a\"\n\0\t\\", full),
                lastPk("7", ID, full),
                lastPk("7", unknownType),
                lastPk("7", Field.getDefaultInstance()),
                lastPk(ByteString.copyFrom(new byte[] {0, -1, -2, 'x'}), full));
    }

    @ParameterizedTest
    @MethodSource("lastPks")
    void aLastPkKeepsItsBytes(LastPk lastPk) {
        assertThat(VgtidJson.parse(VgtidJson.write(vgtid(lastPk)))).isEqualTo(vgtid(lastPk));
    }

    @Test
    void aTableWhoseCopyHasNotBegunHasNoLastPk() {
        SortedMap<String, Optional<LastPk>> tables = new TreeMap<>();
        tables.put("a", Optional.empty());
        tables.put("b", Optional.of(lastPk("10", ID)));

        assertThat(VgtidJson.parse(VgtidJson.write(vgtid(tables)))).isEqualTo(vgtid(tables));
        assertThat(VgtidJson.parse(shard("{'table_name':'a','lastpk':null}")).shards().get(0))
                .extracting(start -> start.tablesToCopy().get("a"))
                .isEqualTo(Optional.empty());
    }

    @Test
    void theGtidSetIsCanonical() {
        String json = DEBEZIUM.replace(":1-9", ":4-9:1-3").replace("0a8f2bde", "0A8F2BDE");

        assertThat(VgtidJson.parse(json)).isEqualTo(VgtidJson.parse(DEBEZIUM));
    }

    /** The JSON of a shard with these tables. */
    private static String shard(String tables) {
        return "[{'keyspace':'k','shard':'0','gtid':'GTID','table_p_ks':[TABLES]}]"
                .replace("TABLES", tables)
                .replace("GTID", GTID)
                .replace('\'', '"');
    }

    private static String table(String lastPk) {
        return shard("{'table_name':'t','lastpk':" + lastPk + "}");
    }

    private static String row(String row) {
        return table("{'fields':[{'name':'id'},{'name':'no'}],'rows':[" + row + "]}");
    }

    private static Arguments refusal(String json, String... words) {
        return Arguments.of(json.replace('\'', '"').replace("GTID", GTID), List.of(words));
    }

    static Stream<Arguments> refusals() {
        String copied = "'lastpk':{'fields':[{}],'rows':[{'lengths':['0']}]}";
        return Stream.of(
                refusal("", "an array of shards"),
                refusal("nonsense", "it is not JSON: Unrecognized token 'nonsense'"),
                refusal("[", "it is not JSON"),
                refusal("[] []", "it is not JSON"),
                refusal("GTID", "it is not JSON"),
                refusal("7", "an array of shards"),
                refusal("{'keyspace':'k','shard':'0','gtid':'GTID'}", "an array of shards"),
                refusal("{'shard_gtid':[]}", "an array of shards"),
                refusal("{'shardGtids':[],'x':1}", "an array of shards"),
                refusal("{'vgtid':[]}", "an offset of Debezium with it as 'vgtid'"),
                refusal("{'vgtid':null}", "an array of shards"),
                refusal("{'sourceOffset':{}}", "an array of shards"),
                refusal("{'vgtid':'[{'}", "it is not JSON"),
                refusal("{'vgtid':'[]'}", "at least one shard"),
                refusal("[]", "at least one shard"),
                refusal("{'shardGtids':[]}", "at least one shard"),
                refusal("[7]", "it must be an object"),
                refusal(
                        "[{'keyspace':'k','shard':'0','gtid':'GTID'},"
                                + "{'keyspace':'k','shard':'0','gtid':'GTID'}]",
                        "shard k/0 is there twice"),
                refusal(
                        "[{'keyspace':'k','shard':'0','gtid':'GTID'},"
                                + "{'keyspace':'l','shard':'0','gtid':'GTID'}]",
                        "not of 'k' and 'l'",
                        "one source for each"),
                refusal("[{'shard':'0','gtid':'GTID'}]", "shard ?/0", "'keyspace' is missing"),
                refusal(
                        "[{'keyspace':'','shard':'0','gtid':'GTID'}]",
                        "shard /0",
                        "'keyspace' is missing or empty"),
                refusal("[{'keyspace':'k','gtid':'GTID'}]", "shard k/?", "'shard' is missing"),
                refusal(
                        "[{'keyspace':'k','shard':'0'}]",
                        "shard k/0",
                        "'gtid' is missing or empty",
                        "'initial'"),
                refusal(
                        "[{'keyspace':'k','shard':'0','gtid':'current'}]",
                        "shard k/0",
                        "'latest-offset'"),
                refusal(
                        "[{'keyspace':'k','shard':'0',"
                                + "'gtid':'0a8f2bde-0000-11ee-8000-00000000000a:1-9'}]",
                        "shard k/0",
                        "it has no flavor",
                        "'MySQL56/<uuid>:1-9'"),
                refusal(
                        "[{'keyspace':'k','shard':'0','gtid':'GTID','tables':[]}]",
                        "shard k/0: it has an unknown property 'tables'",
                        "known are keyspace, shard, gtid, table_p_ks"),
                refusal("[{'keyspace':'k','keyspace':'k'}]", "Duplicate field 'keyspace'"),
                refusal("[{'keyspace':7}]", "'keyspace' must be a string"),
                refusal(shard("7"), "shard k/0", "'table_p_ks[0]' must be an object"),
                refusal(shard("{'table_nam':'t'}"), "'table_p_ks[0]'", "'table_nam'"),
                refusal(
                        shard("{'table_name':'t','tableName':'t'}"),
                        "'table_p_ks[0]' has 'table_name' twice"),
                refusal(shard("{}"), "shard k/0", "'table_name' is missing or empty"),
                refusal(
                        shard("{'table_name':'t'},{'table_name':'t'}"),
                        "shard k/0: table 't' is there twice"),
                refusal(
                        shard(
                                "{'table_name':'t',COPIED},{'table_name':'u',COPIED}"
                                        .replace("COPIED", copied)),
                        "shard k/0: more than one table has a 'lastpk': [t, u]"),
                refusal(
                        table("{'rows':[]}"),
                        "shard k/0: the 'lastpk' of table 't' has no 'fields'",
                        "give it as vtgate sent it, or leave it out"),
                refusal(table("{'fields':[{}],'rows':[]}"), "table 't' needs one row, not 0"),
                refusal(table("{'fields':[{}],'rows':[{},{}]}"), "needs one row, not 2"),
                refusal(table("{'fields':{},'rows':[]}"), "lastpk.fields' must be an array"),
                refusal(table("{'fields':[{'typ':1}]}"), "lastpk.fields[0]'", "'typ'"),
                refusal(table("{'fields':[{'type':'INT'}]}"), "is 'INT', which is no Type"),
                refusal(table("{'fields':[{'flags':-1}]}"), "fields[0].flags' is out of range"),
                refusal(table("{'fields':[{'flags':4294967296}]}"), "flags' is out of range"),
                refusal(table("{'fields':[{'flags':1.5}]}"), "flags' must be a string"),
                refusal(row("{'lengths':['x']}"), "lengths[0]' is not a whole number"),
                refusal(row("{'lengths':['1'],'values':'1'}"), "has 2 fields, but 1 values"),
                refusal(row("{'lengths':['1','-2'],'values':'1'}"), "a value of length -2"),
                refusal(
                        row("{'lengths':['1','1'],'values':'123'}"),
                        "table 't' has 'values' that are neither text nor Base64 of the 2 bytes"),
                refusal(row("{'lengths':['1','1'],'values':'MQ=='}"), "of the 2 bytes"),
                refusal(row("{'lengths':['1','1'],'values':'ä==='}"), "of the 2 bytes"),
                refusal(row("{'lengths':['1','1']}"), "of the 2 bytes"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatVtgateWouldRefuseOrMisunderstandIsRefused(String json, List<String> words) {
        assertThatThrownBy(() -> VgtidJson.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot start from the given VGTID: ")
                .hasMessageContainingAll(words.toArray(String[]::new));
    }
}

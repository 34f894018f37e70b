// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.annotation.Experimental;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.Public;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.ArrayDataSerializer;

/** The layers of the connector, and the habits that keep it plain. No violation is accepted. */
@AnalyzeClasses(
        packages = "org.apache.flink.connector.vitess",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.OnlyTheConnector.class})
class ArchitectureTest {

    private static final String ROOT = "org.apache.flink.connector.vitess.";

    /** Leaves out the other modules, whose packages begin the same way. */
    static final class OnlyTheConnector implements com.tngtech.archunit.core.importer.ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("/vitess/proto/") && !location.contains("/vitess/testutils/");
        }
    }

    /**
     * Flink has no public way to write a row as bytes, and such rows cost half of what others cost
     * after the source. The same class files work from Flink 1.20 to 2.3.
     */
    private static final DescribedPredicate<JavaClass> WRITES_BINARY_ROWS =
            belongToAnyOf(
                    BinaryRowData.class,
                    MemorySegment.class,
                    MemorySegmentFactory.class,
                    BinaryArrayData.class,
                    ArrayDataSerializer.class);

    /** Flink has no public way to take metrics back before the task ends. */
    private static final DescribedPredicate<JavaClass> TAKES_METRICS_BACK =
            belongToAnyOf(AbstractMetricGroup.class);

    @ArchTest static final ArchRule SCHEMA_USES_NOTHING = uses("schema");

    @ArchTest static final ArchRule DDL = uses("ddl", "schema");

    @ArchTest
    static final ArchRule THE_GRAMMAR_STAYS_IN_DDL =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "ddl")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.debezium..", "org.antlr..");

    @ArchTest static final ArchRule POSITION = uses("position", "schema");

    @ArchTest static final ArchRule CHANGE = uses("change", "position", "schema");

    @ArchTest static final ArchRule CONFIG = uses("config", "position");

    @ArchTest
    static final ArchRule CLIENT = uses("client", "position", "schema", "config", "proto");

    @ArchTest
    static final ArchRule DECODE = uses("decode", "position", "schema", "ddl", "change", "proto");

    @ArchTest static final ArchRule VGTID = uses("vgtid", "position", "schema", "change", "proto");

    @ArchTest static final ArchRule VALUE = uses("value", "schema", "change");

    @ArchTest static final ArchRule ROWDATA = uses("rowdata", "schema", "change", "value");

    @ArchTest
    static final ArchRule DESERIALIZATION =
            uses("deserialization", "position", "schema", "change", "value", "vgtid");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule GRPC_STAYS_IN_CLIENT_DECODE_AND_VGTID =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "client", ROOT + "decode", ROOT + "vgtid")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.grpc..", "com.google.protobuf..", ROOT + "proto..");

    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_OF_FLINK_ONLY_THE_ANNOTATIONS =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + "schema",
                            ROOT + "ddl",
                            ROOT + "position",
                            ROOT + "change",
                            ROOT + "config",
                            ROOT + "client",
                            ROOT + "decode",
                            ROOT + "value")
                    .should(
                            dependOnClassesThat(
                                    resideInAPackage("org.apache.flink..")
                                            .and(
                                                    not(
                                                            resideInAnyPackage(
                                                                    "org.apache.flink.annotation",
                                                                    ROOT + "*..")))));

    /** Positions are given as JSON, and Jackson comes with Flink. */
    @ArchTest
    static final ArchRule VGTID_KNOWS_OF_FLINK_ALSO_ITS_JACKSON =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "vgtid")
                    .should(
                            dependOnClassesThat(
                                    resideInAPackage("org.apache.flink..")
                                            .and(
                                                    not(
                                                            resideInAnyPackage(
                                                                    "org.apache.flink.annotation",
                                                                    "org.apache.flink.shaded.jackson2..",
                                                                    ROOT + "*..")))));

    @ArchTest
    static final ArchRule ONLY_FLINKS_PUBLIC_API =
            noClasses()
                    .should(
                            dependOnClassesThat(
                                    resideInAPackage("org.apache.flink..")
                                            .and(not(resideInAPackage(ROOT + "*..")))
                                            .and(are(annotatedWith(Internal.class)))
                                            .and(not(WRITES_BINARY_ROWS))
                                            .and(not(TAKES_METRICS_BACK))));

    @ArchTest
    static final ArchRule THE_TABLE_API_STAYS_IN_TABLE_CATALOG_AND_ROWDATA =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "table", ROOT + "catalog", ROOT + "rowdata")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.table..");

    @ArchTest
    static final ArchRule ONLY_ROWDATA_WRITES_BINARY_ROWS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "rowdata")
                    .should(dependOnClassesThat(WRITES_BINARY_ROWS));

    @ArchTest
    static final ArchRule ONLY_METRICS_ARE_TAKEN_BACK =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "source.metrics")
                    .should(dependOnClassesThat(TAKES_METRICS_BACK));

    @ArchTest
    static final ArchRule EVERY_PUBLIC_CLASS_SAYS_HOW_STABLE_IT_IS =
            classes().that().arePublic().and().areTopLevelClasses().should(haveOneStability());

    @ArchTest
    static final ArchRule NO_JAVA_SERIALIZATION_OF_STATE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.io\\.Object(In|Out)putStream");

    @ArchTest
    static final ArchRule THE_ENUMERATOR_HAS_ONE_THREAD =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "source.enumerator")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("java.util.concurrent..")
                                    .or(JavaClass.Predicates.equivalentTo(Thread.class)));

    @ArchTest
    static final ArchRule NOBODY_SLEEPS =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule TIME_IS_INJECTED =
            noClasses()
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC");

    /** The package depends on no package of the connector but itself and the named ones. */
    private static ArchRule uses(String layer, String... others) {
        String[] allowed =
                Stream.concat(Stream.of(layer), Stream.of(others))
                        .map(name -> ROOT + name + "..")
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + layer)
                .should(
                        dependOnClassesThat(
                                resideInAPackage(ROOT + "*..")
                                        .and(not(resideInAnyPackage(allowed)))));
    }

    private static ArchCondition<JavaClass> haveOneStability() {
        return new ArchCondition<>("have exactly one stability annotation") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                long count =
                        List.of(
                                        Public.class,
                                        PublicEvolving.class,
                                        Experimental.class,
                                        Internal.class)
                                .stream()
                                .filter(item::isAnnotatedWith)
                                .count();
                boolean open = item.getModifiers().contains(JavaModifier.PUBLIC);
                events.add(
                        new SimpleConditionEvent(
                                item,
                                !open || count == 1,
                                item.getName() + " has " + count + " stability annotations"));
            }
        };
    }
}

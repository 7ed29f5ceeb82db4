package dev.fetchery;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.fetchery.cluster.ClusterNode;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqlJobStore;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.store.pg.PgJobStore;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of packages: what each may import. */
class ArchitectureTest {
  private static final String ROOT = "dev.fetchery.";
  private static final List<String> LOG = List.of("org.slf4j..");
  private static final List<String> VERTX = List.of("io.vertx..");
  private static final List<String> JSON = List.of("com.fasterxml.jackson..");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.fetchery");

  /** A package, the packages of ours it may import, and the libraries, besides the JDK. */
  private record Row(String name, List<String> ours, List<String> libraries) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The launcher's archive of classes could not be made with Java 25 (decision 182). */
  @Test
  void noConstructorOfPicocliIsReferredTo() {
    assertThat(
            MAIN.stream()
                .flatMap(type -> type.getConstructorReferencesFromSelf().stream())
                .filter(reference -> reference.getTargetOwner().getName().startsWith("picocli.")))
        .isEmpty();
  }

  static Stream<Row> table() {
    return Stream.of(
        new Row("context", List.of(), List.of()),
        new Row("url", List.of(), List.of()),
        new Row("job", List.of("url"), List.of()),
        new Row("proxy", List.of("url"), List.of()),
        new Row(
            "cookie",
            List.of("url"),
            List.of("com.google.common.net..", "io.netty.handler.codec..")),
        new Row("credential", List.of("cookie", "url"), List.of()),
        new Row("files", List.of(), VERTX),
        new Row("naming", List.of("job", "url"), List.of()),
        new Row("json", List.of(), all(JSON, List.of("com.google.re2j.."))),
        new Row("plan", List.of("job", "url"), List.of()),
        new Row("exchange", List.of(), List.of()),
        new Row("log", List.of(), all(LOG, List.of("ch.qos.logback.."))),
        new Row(
            "config",
            List.of("cookie", "credential", "files", "job", "proxy", "url"),
            all(LOG, JSON, List.of("picocli.."))),
        new Row("bus", List.of("job", "url"), all(VERTX, JSON)),
        new Row("cluster", List.of("config"), all(LOG, VERTX, List.of("com.hazelcast.."))),
        new Row(
            "spec",
            List.of("job", "json", "naming", "url"),
            all(
                LOG,
                JSON,
                List.of(
                    "com.networknt..",
                    "de.siegmar.fastcsv..",
                    "io.vertx.uritemplate..",
                    "org.jsoup.."))),
        new Row(
            "source",
            List.of("job", "json", "naming", "packing", "spec", "url"),
            all(JSON, List.of("de.siegmar.fastcsv..", "org.apache.commons.io..", "org.jsoup.."))),
        new Row(
            "coordinator",
            List.of(
                "cookie",
                "exchange",
                "files",
                "job",
                "naming",
                "plan",
                "bus",
                "spec",
                "source",
                "store",
                "config",
                "log",
                "url"),
            all(LOG, VERTX)),
        new Row(
            "client",
            List.of("credential", "job", "proxy", "url"),
            all(VERTX, List.of("io.netty.."))),
        new Row(
            "fetcher",
            List.of("bus", "client", "exchange", "files", "job", "proxy", "url"),
            all(VERTX, List.of("software.amazon.awssdk..", "org.reactivestreams.."))),
        new Row(
            "store",
            List.of("job", "naming", "url"),
            List.of(
                "org.sqlite..",
                "org.postgresql..",
                "com.zaxxer.hikari..",
                "com.fasterxml.jackson.core..")),
        new Row("demo", List.of(), all(VERTX)),
        new Row("packing", List.of(), List.of("io.airlift.compress..")),
        new Row(
            "http",
            List.of("bus", "files", "job", "packing", "spec", "store", "config", "log", "url"),
            all(
                LOG,
                VERTX,
                JSON,
                List.of(
                    "com.sun.management..",
                    "io.netty..",
                    "io.micrometer..",
                    "de.siegmar.fastcsv..",
                    "org.apache.commons.compress.."))));
  }

  @ParameterizedTest
  @MethodSource("table")
  void packageImportsOnlyWhatTheTableAllows(Row row) {
    List<String> allowed =
        new ArrayList<>(
            List.of(
                "java..", "javax..", "org.jspecify..", ROOT + "context..", ROOT + row.name + ".."));
    row.ours.forEach(name -> allowed.add(ROOT + name + ".."));
    allowed.addAll(row.libraries);
    classes()
        .that(resideInAPackage(ROOT + row.name + ".."))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().allowEmptyShould(true).check(MAIN);
  }

  /** Packages inside a package: the same rule one floor further down. */
  @Test
  void packagesInsideAPackageFormNoCycle() {
    slices().matching("dev.fetchery.(**)").should().beFreeOfCycles().check(MAIN);
  }

  /** It is large, and loaded only where files are in a bucket. */
  @Test
  void onlyThePackageOfBucketsUsesTheSdk() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "fetcher.s3.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("software.amazon..", "org.reactivestreams.."))
        .check(MAIN);
  }

  /** Its classes come with the SDK's. */
  @Test
  void onlyItsOwnDoorLeadsToThePackageOfBuckets() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "fetcher.s3.."))
        .and()
        .doNotHaveSimpleName("BucketAccess")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "fetcher.s3.."))
        .check(MAIN);
  }

  /** It is large, and loaded only where a cluster is asked for. */
  @Test
  void onlyThePackageOfTheClusterUsesHazelcast() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "cluster.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.."))
        .check(MAIN);
  }

  /** The classes of Hazelcast come with this one. */
  @Test
  void onlyItsOwnDoorMakesNodes() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "cluster.."))
        .and()
        .doNotHaveSimpleName("ClusterAccess")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ClusterNode.class)
        .check(MAIN);
  }

  /** Its driver is loaded only where jobs are in a PostgreSQL. */
  @Test
  void onlyItsOwnDoorLeadsToThePackageOfPostgres() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "store.pg.."))
        .and()
        .doNotHaveSimpleName("PostgresAccess")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "store.pg..", "org.postgresql..", "com.zaxxer.."))
        .check(MAIN);
  }

  @Test
  void onlyCommandsWriteToTheStandardStreams() {
    noClasses()
        .that(resideInAPackage("dev.fetchery.."))
        .and()
        .resideOutsideOfPackages(ROOT + "cli..", ROOT + "demo..")
        .and()
        .doNotBelongToAnyOf(Main.class)
        .should(ACCESS_STANDARD_STREAMS)
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void interfaceReadsTheStoreAndCannotWriteToIt() {
    noClasses()
        .that(resideInAPackage(ROOT + "http.."))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(JobStore.class, SqlJobStore.class, SqliteJobStore.class, PgJobStore.class)
        .check(MAIN);
  }

  /** Those that an item passes after discovery take its URL as it was read; see Draft. */
  @Test
  void urlOfAnItemIsReadWhereItEntersAndNeverAgain() {
    noClasses()
        .that(resideInAnyPackage(ROOT + "naming..", ROOT + "store..", ROOT + "coordinator.item.."))
        .and()
        .doNotHaveSimpleName("MirrorTurn")
        .should()
        .callMethod(WebUrl.class, "parse", String.class)
        .check(MAIN);
  }

  @Test
  void nothingLogsThroughTheJdk() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MAIN);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
  }

  @SafeVarargs
  private static List<String> all(List<String>... lists) {
    List<String> all = new ArrayList<>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}

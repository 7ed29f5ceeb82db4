package dev.fetchery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.job.AddressKind;
import dev.fetchery.proxy.ProxyRules;
import dev.fetchery.testing.Keys;
import dev.fetchery.testing.Urls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SettingsLoaderTest {
  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void file() throws IOException {
    file = Files.createFile(dir.resolve("settings.yaml"));
  }

  private Settings load(Map<Setting, String> flags, Map<String, String> env)
      throws SettingsException {
    return SettingsLoader.load(flags, env, file, true);
  }

  private Settings load(String yaml) throws SettingsException, IOException {
    Files.writeString(file, yaml);
    return load(Map.of(), Map.of());
  }

  private void refused(String yaml, String... parts) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(SettingsException.class)
        .message()
        .contains(file.toString())
        .contains(parts)
        .doesNotContain("\n");
  }

  private void refused(Map<Setting, String> flags, String... parts) {
    assertThatThrownBy(() -> load(flags, Map.of()))
        .isInstanceOf(SettingsException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  /** What is logged while settings of a service beyond loopback are read. */
  private List<String> warningsOf(Map<Setting, String> more) throws SettingsException {
    Logger logger = (Logger) LoggerFactory.getLogger(SettingsLoader.class.getPackageName());
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger.addAppender(told);
    try {
      Map<Setting, String> flags = new EnumMap<>(Setting.class);
      flags.put(Setting.HOST, "0.0.0.0");
      flags.putAll(more);
      load(flags, Map.of());
      return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    } finally {
      logger.detachAppender(told);
    }
  }

  @Test
  void weakTokenAndPlainHttpBeyondLoopbackAreWarnedOf() throws Exception {
    assertThat(warningsOf(Map.of(Setting.TOKEN, "x")))
        .anyMatch(line -> line.contains("the token has 1 characters and can be guessed"))
        .anyMatch(line -> line.contains("sent in the clear"))
        .noneMatch(line -> line.contains("\"x\""));
    assertThat(warningsOf(Map.of(Setting.TOKEN, "y".repeat(32))))
        .noneMatch(line -> line.contains("can be guessed"))
        .anyMatch(line -> line.contains("sent in the clear"));
    assertThat(warningsOf(Map.of(Setting.TOKEN, "x", Setting.HOST, "127.0.0.1"))).isEmpty();
  }

  @Test
  void tokenInASettingsFileThatOthersCanReadIsWarnedOf() throws Exception {
    Files.writeString(file, "token: " + "y".repeat(32) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(warningsOf(Map.of()))
        .anyMatch(line -> line.contains("holds the token and is open to every user"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(warningsOf(Map.of())).noneMatch(line -> line.contains("open to every user"));
  }

  @Test
  void defaultsAreThoseOfTheHelp() throws Exception {
    Settings settings = load("");
    assertThat(settings.listen().host()).isEqualTo("127.0.0.1");
    assertThat(settings.listen().port()).isEqualTo(8080);
    assertThat(settings.storage().dataDir()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(settings.outbound().egress()).containsExactlyInAnyOrder(AddressKind.values());
    assertThat(settings.storage().fullDurability()).isFalse();
    assertThat(settings.outbound().userAgent()).startsWith("fetchery/");
    assertThat(settings.caps()).isEqualTo(Settings.Caps.DEFAULT);
  }

  @Test
  void flagWinsOverEnvironmentWinsOverFileWinsOverDefault() throws Exception {
    Files.writeString(file, "port: 1\nconcurrency: 1\nmax-open-jobs: 1\n");
    Map<String, String> env = Map.of("FETCHERY_PORT", "2", "FETCHERY_CONCURRENCY", "2");
    Settings settings = load(Map.of(Setting.PORT, "3"), env);
    assertThat(settings.listen().port()).isEqualTo(3);
    assertThat(settings.capacity().concurrency()).isEqualTo(2);
    assertThat(settings.capacity().maxOpenJobs()).isEqualTo(1);
    assertThat(settings.capacity().maxRunningJobs()).isEqualTo(16);
  }

  @Test
  void proxiesComeFromTheOptionOrElseTheEnvironment() throws Exception {
    Map<String, String> env = Map.of("HTTPS_PROXY", "http://env.test:1", "NO_PROXY", "a.test");
    assertThat(load(Map.of(), env).outbound().proxies().describe()).isEqualTo("http://env.test:1");
    Map<Setting, String> given = Map.of(Setting.PROXY, "socks5h://u:p@given.test");
    assertThat(load(given, env).outbound().proxies().describe())
        .isEqualTo("socks5h://given.test:1080");
    assertThat(load(Map.of(Setting.PROXY, "none"), env).outbound().proxies().describe()).isEmpty();
    ProxyRules file =
        load("proxy: http://file.test:3\nno-proxy: [a.test, 10.0.0.0/8]\n").outbound().proxies();
    assertThat(file.describe()).isEqualTo("http://file.test:3");
    assertThat(file.of(Urls.url("http://a.test/"))).isNull();
  }

  @Test
  void badProxyIsRefusedWithoutRepeatingIt() {
    for (String bad : List.of("ftp://u:marked@h", "http://u:marked@h:0", "")) {
      refused(Map.of(Setting.PROXY, bad), "--proxy: expected none, or the URL of a proxy");
    }
    refused(Map.of(Setting.NO_PROXY, "10.0.0.0/99"), "--no-proxy: ", "10.0.0.0/99");
    assertThatThrownBy(() -> load(Map.of(), Map.of("https_proxy", "ftp://u:marked@h")))
        .hasMessageStartingWith("HTTPS_PROXY: expected the URL of a proxy")
        .message()
        .doesNotContain("marked", "\n");
  }

  @Test
  void authoritiesComeFromTheOptionOrElseTheEnvironment() throws Exception {
    Path pem = dir.resolve("ca.pem");
    String one = Keys.pem(Keys.certificate(Keys.pfx(dir, "a.test", "dns:a.test")));
    Files.writeString(pem, "# some authority\n" + one + "text between\r\n" + one);
    Map<String, String> env = Map.of("SSL_CERT_FILE", pem.toString());
    assertThat(load(Map.of(), env).outbound().authorities()).hasSize(2);
    assertThat(load(Map.of(Setting.CA_FILE, pem.toString()), Map.of()).outbound().authorities())
        .hasSize(2);
    assertThat(load(Map.of(), Map.of("SSL_CERT_FILE", "")).outbound().authorities()).isEmpty();
  }

  @Test
  void unreadableOrBrokenAuthoritiesAreRefused() throws Exception {
    Path none = dir.resolve("none.pem");
    refused(Map.of(Setting.CA_FILE, none.toString()), "--ca-file: cannot read", "no such file");
    Path text = Files.writeString(dir.resolve("text.pem"), "hello");
    refused(Map.of(Setting.CA_FILE, text.toString()), "--ca-file", "holds no certificate");
    Path broken =
        Files.writeString(
            dir.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    refused(Map.of(Setting.CA_FILE, broken.toString()), "--ca-file", "certificate 1 is broken");
    assertThatThrownBy(() -> load(Map.of(), Map.of("SSL_CERT_FILE", none.toString())))
        .hasMessageStartingWith("SSL_CERT_FILE: cannot read " + none);
  }

  @Test
  void emptyVariableCountsAsNotSet() throws Exception {
    assertThat(load(Map.of(), Map.of("FETCHERY_PORT", "")).listen().port()).isEqualTo(8080);
  }

  @Test
  void fileTakesListsAndSizes() throws Exception {
    Settings settings =
        load("allow-host: [A.example, b.example]\nallow-egress: public\nmax-body: 2MiB\n");
    assertThat(settings.listen().allowHosts()).isEqualTo(List.of("a.example", "b.example"));
    assertThat(settings.outbound().egress()).containsExactly(AddressKind.PUBLIC);
    assertThat(settings.caps().bodyBytes()).isEqualTo(2 << 20);
  }

  @Test
  void unknownKeyOfTheFileIsRefused() {
    refused("prot: 8080\n", "\"prot\" is not a setting");
  }

  @Test
  void keyGivenTwiceIsRefusedWithItsLine() {
    refused("port: 1\nport: 2\n", "line 2", "port");
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() {
    refused("port: [1\nhost: x\n", "line ", "not valid YAML");
  }

  @Test
  void listWhereOneValueIsExpectedIsRefused() {
    refused("port: [1, 2]\n", "port: expected PORT");
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> SettingsLoader.load(Map.of(), Map.of(), dir.resolve("no.yaml"), true))
        .hasMessageContaining("no.yaml: no such settings file");
  }

  @ParameterizedTest
  @CsvSource({
    "port, 65536, 0 to 65535",
    "port, -1, 0 to 65535",
    "port, http, 0 to 65535",
    "concurrency, 0, 1 to 100000",
    "keep-finished, 1.5, 0 to 36500",
    "durability, maybe, os or full",
    "allow-egress, everything, 'public, private, loopback'",
    "allow-host, 'a b', without port",
    "allow-host, nas:8080, without port",
    "allow-host, '[::1]:8080', without port",
    "allow-host, 'a:b:c', without port",
    "max-body, 16MB, 64KiB",
    "max-body, 99999GiB, 64KiB",
    "host, 'a b', address",
    "host, localhost:8080, without port"
  })
  void badValueIsNamedWithWhatIsExpected(String key, String value, String expected) {
    refused(key + ": \"" + value + "\"\n", key + ": \"" + value + "\" is not", expected);
  }

  @Test
  void hostsAreNamesAndAddressesWithOrWithoutBrackets() throws Exception {
    Map<Setting, String> flags =
        Map.of(Setting.ALLOW_HOST, "Nas, 10.0.0.1,fd00::1,[fd00::2]", Setting.HOST, "[::1]");
    Settings.Listen listen = load(flags, Map.of()).listen();
    assertThat(listen.allowHosts()).containsExactly("nas", "10.0.0.1", "fd00::1", "[fd00::2]");
    assertThat(listen.host()).isEqualTo("::1");
  }

  @Test
  void badFlagAndBadVariableAreNamedAsTheyWereGiven() {
    refused(Map.of(Setting.PORT, "x"), "--port: \"x\"");
    assertThatThrownBy(() -> load(Map.of(), Map.of("FETCHERY_PORT", "x")))
        .hasMessageStartingWith("FETCHERY_PORT: \"x\"");
  }

  @Test
  void badValueThatIsOverriddenDoesNoHarm() throws Exception {
    Files.writeString(file, "port: http\n");
    assertThat(load(Map.of(Setting.PORT, "3"), Map.of()).listen().port()).isEqualTo(3);
  }

  @Test
  void valueIsTakenLiterally() throws Exception {
    Map<Setting, String> flags =
        Map.of(Setting.TOKEN, "${sys:user.home}", Setting.USER_AGENT, "--port");
    Settings settings = load(flags, Map.of());
    assertThat(settings.listen().token()).isEqualTo("${sys:user.home}");
    assertThat(settings.outbound().userAgent()).isEqualTo("--port");
  }

  @Test
  void settingsHideTheToken() throws Exception {
    assertThat(load(Map.of(Setting.TOKEN, "secret"), Map.of()).toString()).doesNotContain("secret");
  }

  @Test
  void listeningBeyondLoopbackNeedsToken() throws Exception {
    refused(Map.of(Setting.HOST, "0.0.0.0"), "--host", "needs a token");
    Map<Setting, String> flags = Map.of(Setting.HOST, "0.0.0.0", Setting.TOKEN, "secret");
    assertThat(load(flags, Map.of()).outbound().egress()).containsExactly(AddressKind.PUBLIC);
  }

  @Test
  void whatDoesNotListenNeedsNoToken() throws Exception {
    Settings settings = SettingsLoader.load(Map.of(Setting.HOST, "0.0.0.0"), Map.of(), file, false);
    assertThat(settings.outbound().egress()).contains(AddressKind.LOOPBACK);
  }

  @Test
  void tokenIsReadFromItsFileAndTrimmed() throws Exception {
    Path token = Files.writeString(dir.resolve("token"), " secret \n");
    assertThat(load(Map.of(Setting.TOKEN_FILE, token.toString()), Map.of()).listen().token())
        .isEqualTo("secret");
  }

  @Test
  void tokenFlagWinsOverTokenFileOfTheSettingsFile() throws Exception {
    Files.writeString(file, "token-file: /nowhere\n");
    assertThat(load(Map.of(Setting.TOKEN, "flag"), Map.of()).listen().token()).isEqualTo("flag");
  }

  @Test
  void emptyMissingOrDoubleTokenIsRefusedWithoutRepeatingIt() throws Exception {
    Path empty = Files.createFile(dir.resolve("empty"));
    refused(Map.of(Setting.TOKEN_FILE, empty.toString()), "--token-file", "one line of visible");
    refused(Map.of(Setting.TOKEN_FILE, dir + "/none"), "cannot read", "no such file");
    refused(Map.of(Setting.TOKEN, "a", Setting.TOKEN_FILE, empty.toString()), "not both");
    assertThatThrownBy(() -> load(Map.of(Setting.TOKEN, "secret\n"), Map.of()))
        .message()
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc def", " secret", "secret ", "s\u00e9cret", "se\tcret"})
  void tokenThatNoClientCanSendIsRefused(String token) throws Exception {
    refused(Map.of(Setting.TOKEN, token), "--token: ", "one line of visible ASCII characters");
    refused("token: \"" + token + "\"\n", "token: ", "one line of visible ASCII characters");
    Path file = Files.writeString(dir.resolve("token"), "x" + token + "x\n");
    refused(Map.of(Setting.TOKEN_FILE, file.toString()), "--token-file: ", "one line of visible");
  }

  @Test
  void tlsTakesCertificateAndKeyOrNeither() {
    refused(Map.of(Setting.TLS_CERT, "c.pem"), "--tls-cert: needs --tls-key");
    refused(Map.of(Setting.TLS_KEY, "k.pem"), "--tls-key: needs --tls-cert");
  }

  // --- where files are

  private FilesPlace place(Map<Setting, String> flags) throws Exception {
    return load(flags, Map.of()).storage().files();
  }

  @Test
  void filesAreInDirectoryOrBucket() throws Exception {
    FilesPlace directory = new FilesPlace.Directory(Path.of("/d"));
    assertThat(place(Map.of(Setting.FILES, "/d"))).isEqualTo(directory);
    assertThat(place(Map.of(Setting.DOWNLOADS_DIR, "/d"))).isEqualTo(directory);
    assertThat(place(Map.of(Setting.FILES, "s3://bkt")))
        .isEqualTo(new FilesPlace.Bucket("bkt", "", null, null, false));
    Map<Setting, String> all =
        Map.of(
            Setting.FILES, "s3://bkt/some/where/",
            Setting.S3_ENDPOINT, "https://s3.test:9000",
            Setting.S3_REGION, "eu-central-1",
            Setting.S3_PATH_STYLE, "true");
    assertThat(place(all))
        .isEqualTo(
            new FilesPlace.Bucket(
                "bkt", "some/where", URI.create("https://s3.test:9000"), "eu-central-1", true));
    assertThat(place(all).shown()).isEqualTo("s3://bkt/some/where");
  }

  @Test
  void filesAndDownloadsDirAreOneSetting() throws Exception {
    refused(
        Map.of(Setting.FILES, "/d", Setting.DOWNLOADS_DIR, "/e"),
        "--files: give either files or downloads-dir, not both");
    Map<String, String> env = Map.of("FETCHERY_FILES", "s3://bkt");
    assertThat(load(Map.of(Setting.DOWNLOADS_DIR, "/e"), env).storage().files())
        .isEqualTo(new FilesPlace.Directory(Path.of("/e")));
    assertThat(load(Map.of(), env).storage().files()).isInstanceOf(FilesPlace.Bucket.class);
  }

  @Test
  void mistakesInAddressOfBucketAreNamed() {
    for (String bad : List.of("s3://", "s3://b", "s3:///x", "s3://bkt//", "s3://bkt/a/../b")) {
      refused(Map.of(Setting.FILES, bad), "--files: ", "is not s3://BUCKET");
    }
    refused(Map.of(Setting.S3_REGION, "eu-1"), "--s3-region: needs --files s3://BUCKET");
    refused(
        Map.of(Setting.FILES, "s3://bkt", Setting.S3_ENDPOINT, "localhost:9000"),
        "--s3-endpoint: ",
        "is not a URL such as");
  }

  private static StorePlace store(String text) throws SettingsException {
    return SettingsLoader.load(Map.of(Setting.STORE, text), Map.of(), null, true).storage().store();
  }

  @Test
  void storeIsADatabaseOfItsOwnOrOfAServer() throws Exception {
    assertThat(SettingsLoader.load(Map.of(), Map.of(), null, true).storage().store())
        .isEqualTo(new StorePlace.DataDir());
    assertThat(store("sqlite")).isEqualTo(new StorePlace.DataDir());
    assertThat(store("postgresql://fetch@db.test/jobs"))
        .isEqualTo(new StorePlace.Postgres("fetch", "db.test", 5432, "jobs", Map.of()));
    assertThat(store("postgres://a%40b@[::1]:6000/my%20jobs+1?sslmode=verify-full&sslrootcert=/c"))
        .isEqualTo(
            new StorePlace.Postgres(
                "a@b",
                "::1",
                6000,
                "my jobs+1",
                Map.of("sslmode", "verify-full", "sslrootcert", "/c")));
  }

  @Test
  void mistakesInAddressOfStoreAreNamedAndNotRepeated() {
    for (String bad :
        List.of(
            "mysql://u:geheim@h/d",
            "postgresql://h/d",
            "postgresql://@h/d",
            "postgresql://u@h",
            "postgresql://u@h/",
            "postgresql://u@h/a/b",
            "postgresql://u@h/d#geheim",
            "postgresql://u:geheim @h/d",
            "postgresql://u@h/%zz",
            "")) {
      refused(Map.of(Setting.STORE, bad), "--store: ", "sqlite or postgresql://USER@HOST");
    }
    refused(Map.of(Setting.STORE, "postgresql://u:geheim@h/d"), "without a password", "PGPASSWORD");
    refused(Map.of(Setting.STORE, "postgresql://u@h/d?sslmode=maybe"), "the options are sslmode");
    refused(Map.of(Setting.STORE, "postgresql://u@h/d?password=geheim"), "the options are");
    assertThatThrownBy(() -> store("postgresql://u:geheim @h/d?password=geheim"))
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> store("mysql://u:geheim@h/d")).hasMessageNotContaining("geheim");
  }

  /** A service says how it runs jobs: as it does, whatever the file says by then. */
  @Test
  void settingsAndThoseOfRunsAreOfOneReading() throws Exception {
    Files.writeString(file, "concurrency: 5\n");
    SettingsLoader read = SettingsLoader.read(Map.of(), Map.of(), file);
    Files.writeString(file, "concurrency: 7\n");

    assertThat(read.settings(true).capacity().concurrency()).isEqualTo(5);
    assertThat(read.run().values()).containsEntry(Setting.CONCURRENCY, "5");
    assertThat(read.run().given()).containsExactly(Setting.CONCURRENCY);
  }
}

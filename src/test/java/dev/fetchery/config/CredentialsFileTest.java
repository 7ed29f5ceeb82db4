package dev.fetchery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.credential.Credential;
import dev.fetchery.credential.CredentialRules;
import dev.fetchery.testing.Urls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // A test is told by its assertions where something is missing.
class CredentialsFileTest {
  @TempDir private Path dir;

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(dir.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private CredentialRules read(String yaml) throws Exception {
    return CredentialsFile.read(write("credentials.yaml", yaml));
  }

  @Test
  void everyKindIsReadAndItsSecretMayStandInAFile() throws Exception {
    write("password", "p:w\n");
    write("client.pem", "-----BEGIN CERTIFICATE-----");
    write("client.key", "-----BEGIN PRIVATE KEY-----");
    CredentialRules rules =
        read(
            """
            - origin: https://basic.test
              basic: {user: u, passwordFile: password}
            - origin: https://BEARER.test:443/
              bearer: {token: marked}
            - {origin: "http://header.test:81", header: {name: X-Key, value: marked}}
            - {origin: https://query.test, query: {name: key, value: marked}}
            - origin: https://oauth.test
              oauth2: {tokenUrl: https://login.test/t, clientId: c, clientSecret: marked, scopes: [a, b]}
            - {origin: https://mutual.test, certificate: {cert: client.pem, key: client.key}}
            """);
    assertThat(of(rules, "https://basic.test/x"))
        .containsExactly(Credential.Field.basic("u", "p:w"));
    assertThat(of(rules, "https://bearer.test/"))
        .containsExactly(new Credential.Field("authorization", "Bearer marked"));
    assertThat(of(rules, "http://header.test:81/"))
        .containsExactly(new Credential.Field("X-Key", "marked"));
    assertThat(of(rules, "https://query.test/"))
        .containsExactly(new Credential.Query("key", "marked"));
    assertThat(of(rules, "https://oauth.test/"))
        .containsExactly(
            new Credential.OAuth2(Urls.url("https://login.test/t"), "c", "marked", "a b"));
    assertThat(of(rules, "https://mutual.test/").get(0)).isInstanceOf(Credential.Certificate.class);
    assertThat(of(rules, "http://bearer.test/")).isEmpty();
    assertThat(of(rules, "https://bearer.test:444/")).isEmpty();
    assertThat(of(rules, "https://www.bearer.test/")).isEmpty();
    assertThat(rules + "" + rules.all()).doesNotContain("marked", "p:w");
  }

  /** In YAML some of these are numbers, or yes and no. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0123", "1.10", "1_000", "0x1F", "1e3", "+7", "True", "TRUE", "2001-01-01", "12"})
  void textIsTakenAsItIsWritten(String written) throws Exception {
    String yaml = "- {origin: https://a.test, basic: {user: %s, password: %s}}";
    assertThat(of(read(yaml.formatted(written, written)), "https://a.test/"))
        .containsExactly(Credential.Field.basic(written, written));
  }

  @Test
  void byteOrderMarkBelongsToNoText() throws Exception {
    write("password", "\ufeffpw\r\n");
    assertThat(
            of(
                read("\ufeff- {origin: https://a.test, basic: {user: u, passwordFile: password}}"),
                "https://a.test/"))
        .containsExactly(Credential.Field.basic("u", "pw"));
    assertThat(read("").isEmpty()).isTrue();
  }

  /** The second would never be sent, or the first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bearer: {token: marked}|basic: {user: u, password: marked}",
        "bearer: {token: marked}|header: {name: Authorization, value: marked}",
        "header: {name: X-Key, value: marked}|header: {name: x-key, value: marked}",
        "query: {name: key, value: marked}|query: {name: key, value: marked}",
      })
  void twoAreNotInOnePlace(String first, String second) {
    String yaml =
        "- {origin: https://a.test, %s}\n- {origin: https://b.test, %s}\n- {origin: https://A.test:443/, %s}\n";
    assertThatThrownBy(() -> read(yaml.formatted(first, second, second)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("entry 3")
        .hasMessageContaining("entry 1")
        .hasMessageNotContaining("marked");
  }

  @Test
  void oneOriginMayHaveSeveralInDifferentPlaces() throws Exception {
    String origin = "- {origin: https://a.test, ";
    String yaml =
        origin
            + "bearer: {token: t}}\n"
            + origin
            + "header: {name: X-Key, value: k}}\n"
            + origin
            + "query: {name: key, value: k}}\n"
            + origin
            + "query: {name: Key, value: k}}\n";
    assertThat(of(read(yaml), "https://a.test/")).hasSize(4);
  }

  @Test
  void netrcGoesToTheOriginOrByHttpsToItsHosts() throws Exception {
    write(
        "netrc",
        """
        # comment
        machine a.test login u password marked
        machine b.test
          login v
          password "with \\"space"
        macdef init
        nonsense here

        default login d password d
        """);
    CredentialRules free = read("- {netrc: netrc}");
    assertThat(of(free, "https://a.test/")).containsExactly(Credential.Field.basic("u", "marked"));
    assertThat(of(free, "https://b.test/"))
        .containsExactly(Credential.Field.basic("v", "with \"space"));
    assertThat(of(free, "http://a.test/")).isEmpty();
    assertThat(of(free, "https://c.test/")).isEmpty();
    CredentialRules bound = read("- {origin: 'http://b.test:81', netrc: netrc}");
    assertThat(of(bound, "http://b.test:81/")).hasSize(1);
    assertThat(of(bound, "https://a.test/")).isEmpty();
  }

  @Test
  void defaultOfNetrcGoesToTheOriginThatTheEntryNamesAndNowhereElse() throws Exception {
    write("netrc", "machine a.test login u password marked\ndefault login d password e\n");
    CredentialRules other = read("- {origin: 'https://c.test:81', netrc: netrc}");
    assertThat(of(other, "https://c.test:81/")).containsExactly(Credential.Field.basic("d", "e"));
    assertThat(of(other, "https://c.test/")).isEmpty();
    assertThat(of(other, "https://a.test/")).isEmpty();
    CredentialRules own = read("- {origin: 'https://a.test', netrc: netrc}");
    assertThat(of(own, "https://a.test/")).containsExactly(Credential.Field.basic("u", "marked"));
    assertThat(of(read("- {netrc: netrc}"), "https://c.test/")).isEmpty();
  }

  @Test
  void hostWithoutALoginInNetrcHasThatOfDefault() throws Exception {
    write("netrc", "machine a.test\ndefault login d password e\n");
    CredentialRules rules = read("- {origin: 'https://a.test', netrc: netrc}");
    assertThat(of(rules, "https://a.test/")).containsExactly(Credential.Field.basic("d", "e"));
  }

  @Test
  void cookiesGoWhereTheyFit() throws Exception {
    write(
        "cookies.txt",
        """
        # Netscape HTTP Cookie File
        .a.test\tTRUE\t/\tTRUE\t4102444800\tall\tmarked
        #HttpOnly_www.a.test\tFALSE\t/p\tFALSE\t0\tone\t1
        a.test\tFALSE\t/\tFALSE\t1\told\t1
        """);
    CredentialRules free = read("- {cookies: cookies.txt}");
    assertThat(free.cookies(Urls.url("https://www.a.test/p/q"), 2000))
        .isEqualTo("one=1; all=marked");
    assertThat(free.cookies(Urls.url("http://a.test/"), 2000)).isNull();
    assertThat(free.cookies(Urls.url("http://b.test/"), 2000)).isNull();
    CredentialRules bound = read("- {origin: https://a.test, cookies: cookies.txt}");
    assertThat(bound.cookies(Urls.url("https://a.test/"), 2000)).isEqualTo("all=marked");
    assertThat(bound.cookies(Urls.url("https://www.a.test/"), 2000)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "marked | expected a list",
        "'- {origin: https://a.test}' | entry 1: expected origin and one of",
        "'- {origin: https://a.test, bearer: {token: marked}, netrc: x}' | entry 1: expected"
            + " origin",
        "'- {origin: https://a.test, barer: {token: marked}}' | entry 1: expected origin",
        "'- {bearer: {token: marked}}' | entry 1: needs an origin",
        "'- {origin: a.test, bearer: {token: marked}}' | entry 1: origin is not one such as",
        "'- {origin: https://a.test/path, bearer: {token: marked}}' | entry 1: origin is not",
        "'- {origin: https://u:marked@a.test, bearer: {token: t}}' | entry 1: origin is not",
        "'- {origin: https://a.test, bearer: {token: mar ked}}' | entry 1, bearer: token is empty,"
            + " or",
        "'- {origin: https://a.test, bearer: marked}' | entry 1, bearer",
        "'- {origin: https://a.test, barer: {token: marked}}' | oauth2, query (did you mean"
            + " bearer?)",
        "'- {origin: https://a.test, bearer: {tokn: marked}}' | entry 1, bearer: unknown field"
            + " tokn (did you mean token?); there are token, tokenFile",
        "'- {Origin: https://a.test, bearer: {token: marked}}' | query (did you mean origin?)",
        "'- {origin: https://a.test, basic: {user: \"u:v\", password: marked}}' | user is empty, or",
        "'- {origin: https://a.test, header: {name: host, value: marked}}' | entry 1, header: the"
            + " service sets host itself",
        "'- {origin: https://a.test, header: {name: Content-Length, value: marked}}' | itself",
        "'- {origin: https://a.test, header: {name: X, value: marked\u00e9}}' | beyond ASCII",
        "'- {origin: https://a.test, bearer: {marked}}' | entry 1, bearer: unknown field; there",
        "'- {origin: https://a.test, basic: {user: u, passwordFile: f, password:marked}}' |"
            + " entry 1, basic: unknown field; there",
        "'- {origin: https://a.test, basic: {user: [marked], password: p}}' | entry 1, basic:"
            + " user: expected a text",
        "'- {origin: https://a.test, basic: {user: u, password: {p: marked}}}' | entry 1, basic:"
            + " password: expected a text",
        "'- {origin: https://a.test, oauth2: {tokenUrl: https://t.test, clientId: c,"
            + " clientSecret: marked, scopes: {a: marked}}}' | scopes: expected a text",
        "'- {origin: https://a.test, oauth2: {tokenUrl: https://t.test, clientId: c,"
            + " clientSecret: marked, scopes: [a, [marked]]}}' | scopes: expected a text in each",
        "'- {origin: https://a.test, basic: {user: &u marked, password: *u}}' | line 1: write the"
            + " value out",
        "'- {origin: https://a.test, bearer: {token: marked}}\n---\n[]' | only one document",
        "'- {origin: https://a.test, bearer: {token: marked, x: 1}}' | unknown field x",
        "'- {origin: https://a.test, bearer: {token: marked, tokenFile: f}}' | not both",
        "'- {origin: https://a.test, bearer: {tokenFile: none}}' | no such file",
        "'- {origin: https://a.test, header: {name: \"a b\", value: marked}}' | name is empty, or",
        "'- {origin: https://a.test, header: {name: X, value: \"mar\\n"
            + "ked\"}}' | value is empty, or",
        "'- {origin: https://a.test, basic: {user: u}}' | needs password or passwordFile",
        "'- {origin: https://a.test, oauth2: {tokenUrl: x, clientId: c, clientSecret: marked}}' |"
            + " tokenUrl",
        "'- {origin: https://a.test, certificate: {cert: c}}' | needs key",
        "'- {origin: https://a.test, cookies: none}' | no such file",
        "'- {origin: https://a.test, bearer: {token: marked' | not valid YAML, line",
        "'- {origin: https://a.test, bearer: {token: marked, token: marked}}' | not valid YAML,"
            + " line"
      })
  void faultNamesTheEntryAndNoValue(String yaml, String message) throws Exception {
    Path file = write("credentials.yaml", yaml);
    assertThatThrownBy(() -> CredentialsFile.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message)
        .message()
        .contains(dir.toString())
        .doesNotContain("marked", "mar ked", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"credentials.yaml", "token", "netrc", "cookies.txt", "client.key"})
  void fileThatOthersCanReadIsRefused(String open) throws Exception {
    write("token", "t");
    write("netrc", "machine a.test login u password p");
    write("cookies.txt", "");
    write("client.pem", "-----BEGIN CERTIFICATE-----");
    write("client.key", "-----BEGIN PRIVATE KEY-----");
    Path file =
        write(
            "credentials.yaml",
            """
            - {origin: https://a.test, bearer: {tokenFile: token}}
            - {netrc: netrc}
            - {cookies: cookies.txt}
            - {origin: https://b.test, certificate: {cert: client.pem, key: client.key}}
            """);
    assertThat(CredentialsFile.read(file).isEmpty()).isFalse();
    Files.setPosixFilePermissions(dir.resolve(open), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> CredentialsFile.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(dir.resolve(open) + " holds secrets")
        .hasMessageContaining("chmod 600");
  }

  private static List<Credential> of(CredentialRules rules, String url) {
    return rules.of(Urls.url(url));
  }
}

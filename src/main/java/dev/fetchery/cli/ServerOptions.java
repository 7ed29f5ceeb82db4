package dev.fetchery.cli;

import dev.fetchery.config.SettingsException;
import dev.fetchery.config.TokenFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that speak to a service. */
final class ServerOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The service. Default: FETCHERY_SERVER, or else http://127.0.0.1:8080.")
  private @Nullable String server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the service's token. Default: the token in FETCHERY_TOKEN.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      description =
          "Authorities that the service's certificate is trusted by, besides the usual. Default:"
              + " SSL_CERT_FILE.")
  private @Nullable Path caFile;

  @Option(names = "--json", description = "Prints what the service answered.")
  private boolean json;

  boolean json() {
    return json;
  }

  ServiceClient client() throws ClientFault, SettingsException {
    return client(System.getenv());
  }

  ServiceClient client(Map<String, String> environment) throws ClientFault, SettingsException {
    URI address = address(environment);
    return new ServiceClient(address, token(environment), trust(address, environment));
  }

  /** Null for what the platform trusts; a service without TLS shows no certificate. */
  private @Nullable SSLContext trust(URI address, Map<String, String> environment)
      throws ClientFault {
    if (caFile != null) {
      return ServiceTrust.of("--ca-file", caFile);
    }
    String usual = environment.getOrDefault("SSL_CERT_FILE", "");
    return usual.isEmpty() || !"https".equals(address.getScheme())
        ? null
        : ServiceTrust.of("SSL_CERT_FILE", Path.of(usual));
  }

  private URI address(Map<String, String> environment) {
    String variable = environment.getOrDefault("FETCHERY_SERVER", "");
    String given = server != null ? server : variable;
    String text = given.isBlank() ? "http://127.0.0.1:8080" : given.strip();
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    String option = server != null ? "--server" : "FETCHERY_SERVER";
    String expected = "the address of a service, such as http://127.0.0.1:8080";
    // What stands before an @ may be a password.
    throw text.indexOf('@') < 0
        ? Mistakes.refused(spec.commandLine(), option, expected, text)
        : new ParameterException(
            spec.commandLine(),
            option + " must be " + expected + ", without a user: see --token-file");
  }

  private @Nullable String token(Map<String, String> environment) throws SettingsException {
    String variable = environment.getOrDefault("FETCHERY_TOKEN", "").strip();
    if (tokenFile == null) {
      return variable.isEmpty() ? null : checked(variable, "FETCHERY_TOKEN");
    }
    String token = TokenFile.read("--token-file", tokenFile);
    return checked(token, "--token-file: " + tokenFile);
  }

  private String checked(String token, String where) {
    if (!TokenFile.isToken(token)) {
      throw new ParameterException(spec.commandLine(), where + ": " + TokenFile.RULE);
    }
    return token;
  }
}

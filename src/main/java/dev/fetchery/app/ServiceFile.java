package dev.fetchery.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fetchery.config.RunSettings;
import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Sha256;
import dev.fetchery.http.OwnerKey;
import dev.fetchery.store.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service says of itself in its data directory, for the commands of the same user: {@code
 * service.json}, readable by its owner alone. It is there from the moment the service listens until
 * it stops. After a crash it stays, so that what it says holds only for a service that proves to
 * have its key. Blocks.
 *
 * @param address that a process of this machine reaches it by
 * @param certificate SHA-256 of its own certificate in hex digits, or null for plain HTTP
 * @param files where its files go, as users see it
 * @param settings a MAC of each setting that matters to a job, by key
 */
public record ServiceFile(
    URI address,
    OwnerKey key,
    @Nullable String certificate,
    String files,
    Map<String, String> settings) {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceFile.class);
  private static final String NAME = "service.json";
  private static final long MAX_BYTES = 1 << 16;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  public ServiceFile {
    settings = Map.copyOf(settings);
  }

  /** A MAC of each setting that matters to a job, by key. The first takes some 10 ms. */
  public static Map<String, String> macs(OwnerKey key, RunSettings run) {
    Map<String, String> macs = new TreeMap<>();
    run.values().forEach((setting, value) -> macs.put(setting.key(), mac(key, setting, value)));
    return macs;
  }

  /**
   * Of a service that listens.
   *
   * @param macs of its settings, as {@link #macs} makes them
   */
  public static ServiceFile of(Service service, OwnerKey key, Map<String, String> macs) {
    Settings settings = service.settings();
    Settings.Tls tls = settings.listen().tls();
    return new ServiceFile(
        reachable(service.address()),
        key,
        tls == null ? null : fingerprint(tls.cert()),
        settings.storage().files().shown(),
        macs);
  }

  private static String mac(OwnerKey key, Setting setting, String value) {
    return key.mac("setting:" + setting.key() + "=" + value);
  }

  /** Every address of a machine stands for loopback too. */
  private static URI reachable(String address) {
    return URI.create(
        address.replace("//0.0.0.0:", "//127.0.0.1:").replaceFirst("//\\[[0:]+\\]:", "//[::1]:"));
  }

  private static @Nullable String fingerprint(Path chain) {
    try (InputStream pem = Files.newInputStream(chain)) {
      var own = CertificateFactory.getInstance("X.509").generateCertificates(pem).iterator().next();
      return fingerprint(own.getEncoded());
    } catch (IOException | GeneralSecurityException e) {
      LOG.debug("{} cannot be read again", chain, e);
      return null;
    }
  }

  /** SHA-256 of a certificate in DER, in hex digits. */
  public static String fingerprint(byte[] certificate) {
    return HexFormat.of().formatHex(Sha256.of(certificate));
  }

  /** Settings that this service has other values of than were asked for. */
  public List<Setting> differing(RunSettings asked) {
    return asked.given().stream()
        .filter(
            setting -> {
              String value = asked.values().getOrDefault(setting, "");
              return !mac(key, setting, value).equals(settings.get(setting.key()));
            })
        .sorted()
        .toList();
  }

  /** Writes it; where that fails the service goes on without. */
  public void write(Path dataDir) {
    Path fresh = dataDir.resolve(NAME + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel file = OwnerOnly.newFile(fresh)) {
        ByteBuffer bytes = ByteBuffer.wrap(json());
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
      Files.move(fresh, dataDir.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("run and get will not find this service: {}", e.toString());
    }
  }

  /** Written by Jackson's generator alone: its mapper would take 30 ms of each start. */
  private byte[] json() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("address", address.toString());
      json.writeStringField("key", key.secret());
      json.writeStringField("files", files);
      if (certificate != null) {
        json.writeStringField("certificate", certificate);
      }
      json.writeObjectFieldStart("settings");
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        json.writeStringField(setting.getKey(), setting.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** Removes it: nothing new is to be given to the service. */
  public static void remove(Path dataDir) {
    try {
      Files.deleteIfExists(dataDir.resolve(NAME));
    } catch (IOException e) {
      LOG.debug("{} stays", NAME, e);
    }
  }

  /**
   * Reads what a service of this user wrote; null where there is nothing to be believed: no file,
   * another user's, or one that others can read or write.
   */
  public static @Nullable ServiceFile read(Path dataDir) {
    Path file = dataDir.resolve(NAME);
    try {
      return isOwn(file) ? of(new ObjectMapper().readTree(Files.readAllBytes(file))) : null;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      if (!(e instanceof NoSuchFileException)) {
        LOG.debug("{} is not believed", file, e);
      }
      return null;
    }
  }

  private static boolean isOwn(Path file) throws IOException {
    PosixFileAttributes facts =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return facts.isRegularFile()
        && facts.size() <= MAX_BYTES
        && OWNERS.containsAll(facts.permissions())
        && facts.owner().equals(Files.getOwner(self()));
  }

  /** Something that belongs to the user of this process. */
  private static Path self() {
    Path process = Path.of("/proc/self");
    return Files.exists(process) ? process : Path.of(System.getProperty("user.home"));
  }

  private static @Nullable ServiceFile of(JsonNode json) {
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, JsonNode> setting : json.path("settings").properties()) {
      settings.put(setting.getKey(), setting.getValue().asText());
    }
    URI address = URI.create(json.path("address").asText());
    String certificate = json.path("certificate").asText("");
    boolean usable =
        "http".equals(address.getScheme())
            || ("https".equals(address.getScheme()) && !certificate.isEmpty());
    return usable && address.getHost() != null
        ? new ServiceFile(
            address,
            OwnerKey.of(json.path("key").asText()),
            certificate.isEmpty() ? null : certificate,
            json.path("files").asText(),
            settings)
        : null;
  }
}

package dev.fetchery.cli;

import dev.fetchery.config.Settings;
import dev.fetchery.context.Sha256;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.ManifestCheck;
import dev.fetchery.spec.Parsed;
import dev.fetchery.spec.Violation;
import dev.fetchery.store.DiskSync;
import dev.fetchery.store.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job whose items are the lines of a list; lists may be larger than memory. Blocks. */
final class ListJob implements JobInput {
  private static final String MANIFESTS = "manifests";

  private final ListContent content;
  private final ListFormat format;
  private final String query;
  private final JobSpec spec;
  private final String fingerprint;
  private @Nullable String stored;

  private ListJob(
      ListContent content, ListFormat format, String query, JobSpec spec, String fingerprint) {
    this.content = content;
    this.format = format;
    this.query = query;
    this.spec = spec;
    this.fingerprint = fingerprint;
  }

  /**
   * Reads and checks the list once.
   *
   * @param reading what else is said of how the list is read
   * @param parameters what the job is to be beside its list
   * @throws InvalidInput with a line for each fault
   */
  static ListJob read(
      ListContent content,
      ListFormat format,
      Manifest.Reading reading,
      JobReader.Parameters parameters,
      Settings.Caps caps)
      throws InvalidInput {
    try {
      MessageDigest digest = Sha256.begin();
      digest.update(
          (format + "\n" + reading + "\n" + parameters + "\n").getBytes(StandardCharsets.UTF_8));
      ManifestCheck check = new ManifestCheck(format.stored(), reading, caps.itemsPerJob());
      ManifestCheck.Result result = check(content, format, check, digest);
      if (result instanceof ManifestCheck.Faulty faulty) {
        throw new InvalidInput(
            Stream.concat(
                    beside(caps, parameters, format, check).map(ListJob::line),
                    faulty.faults().stream().map(fault -> line(content, fault)))
                .toList());
      }
      ManifestCheck.Good good = (ManifestCheck.Good) result;
      Manifest manifest = new Manifest(format.stored(), "", good.items(), reading);
      JobSpec spec = spec(caps, parameters, manifest, good.fields());
      String fingerprint = "list:" + HexFormat.of().formatHex(digest.digest());
      return new ListJob(content, format, query(parameters, reading), spec, fingerprint);
    } catch (IOException e) {
      throw ListContent.unreadable(content.shown(), e);
    }
  }

  private static ManifestCheck.Result check(
      ListContent content, ListFormat format, ManifestCheck check, MessageDigest digest)
      throws IOException {
    OutputStream checking =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            digest.update(bytes, from, length);
            if (!check.feed(ByteBuffer.wrap(bytes, from, length))) {
              throw new EnoughFaults();
            }
          }
        };
    try {
      copy(content, format, checking);
    } catch (EnoughFaults e) {
      // they are told below
    }
    return check.finish();
  }

  /** What is wrong with the job of a list whose lines are bad. */
  private static Stream<Violation> beside(
      Settings.Caps caps, JobReader.Parameters parameters, ListFormat format, ManifestCheck check) {
    return new JobReader(caps.itemsPerJob())
            .optionFaults(
                null, parameters, new Manifest(format.stored(), "", 0), check.possibleFields())
            .stream();
  }

  /** Reading on would only find more faults. */
  private static final class EnoughFaults extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static void copy(ListContent content, ListFormat format, OutputStream to)
      throws IOException {
    try (InputStream in = content.read();
        OutputStream out = format == ListFormat.TSV ? new TabsToCommas(to) : to) {
      in.transferTo(out);
    }
  }

  private static JobSpec spec(
      Settings.Caps caps,
      JobReader.Parameters parameters,
      Manifest manifest,
      @Nullable Collection<String> fields)
      throws InvalidInput {
    Parsed<JobSpec> read =
        new JobReader(caps.itemsPerJob()).readOptions(null, parameters, manifest, fields);
    if (read instanceof Parsed.Bad<JobSpec> bad) {
      throw new InvalidInput(bad.violations().stream().map(ListJob::line).toList());
    }
    return ((Parsed.Ok<JobSpec>) read).value();
  }

  private static String line(ListContent content, ManifestCheck.LineFault fault) {
    String where = content.shown().isEmpty() ? "" : content.shown() + ":";
    return where + fault.line() + ": " + fault.detail();
  }

  /** The pointer of a parameter is its name. */
  private static String line(Violation fault) {
    String option = fault.pointer().replace("/ifExists", "/if-exists").replaceFirst("^/", "--");
    return option + ": " + fault.detail();
  }

  @Override
  public String shown() {
    return content.shown().isEmpty() ? "the list" : content.shown();
  }

  @Override
  public JobSpec spec() {
    return spec;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public JobSpec store(Path dataDir, DiskSync sync) throws IOException {
    Path directory = OwnerOnly.directory(dataDir.resolve(MANIFESTS));
    String name =
        MANIFESTS + "/" + UUID.randomUUID() + "." + format.name().toLowerCase(Locale.ROOT);
    stored = name;
    Manifest manifest = (Manifest) spec.source();
    Path file = dataDir.resolve(name);
    copy(content, format, Channels.newOutputStream(OwnerOnly.newFile(file)));
    sync.file(file);
    sync.directory(directory);
    sync.directory(dataDir);
    return spec.withSource(manifest.in(name));
  }

  @Override
  public void discard(Path dataDir) throws IOException {
    if (stored != null) {
      Files.deleteIfExists(dataDir.resolve(stored));
    }
  }

  @Override
  public Posted posted() throws InvalidInput {
    return new Posted(query, format.mediaType(), content.body());
  }

  /** What is said of a list beside it, as a query with its question mark; or "". */
  static String query(JobReader.Parameters parameters, Manifest.Reading reading) {
    StringBuilder query = new StringBuilder();
    add(query, "name", parameters.name());
    add(query, "dir", parameters.dir());
    add(query, "as", parameters.as());
    add(query, "ifExists", parameters.ifExists());
    add(query, "urlColumn", reading.urlColumn());
    add(query, "onBadLine", reading.failsBadLines() ? "fail" : null);
    return query.toString();
  }

  private static void add(StringBuilder query, String name, @Nullable String value) {
    if (value != null) {
      query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
      query.append(ServiceClient.encoded(value));
    }
  }

  @Override
  public void close() {
    content.close();
  }

  /** Whether these lines are a list of the format that needs no header of its own. */
  static boolean takesLines(ListFormat format) {
    return format == ListFormat.TXT || format == ListFormat.NDJSON;
  }

  /** Lines of the format for URLs. */
  static List<String> lines(ListFormat format, List<String> urls) {
    return format == ListFormat.NDJSON
        ? urls.stream().map(url -> "{\"url\":" + JobFile.quoted(url) + "}").toList()
        : urls;
  }
}

package dev.fetchery;

import dev.fetchery.cli.OriginCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's root: without a command it prints the help. */
@Command(
    name = "fetchery",
    description = "Bulk downloads as a service.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {OriginCommand.class})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** This build's version, as the build wrote it into the jar. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties in the jar", e);
    }
    return properties.getProperty("version");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fetchery " + version()};
    }
  }
}

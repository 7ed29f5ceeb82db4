package dev.fetchery.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Hosts of their own on this machine, at one switch: network namespaces with an address each. The
 * first address is this process's own. To make them needs {@code root} and the program {@code ip}.
 */
final class Hosts {
  private static final long PATIENCE_S = 30;

  /** Hosts cannot be made here; the message says why. */
  static final class Impossible extends Exception {
    private static final long serialVersionUID = 1;

    Impossible(String reason) {
      super(reason);
    }
  }

  private final String name;

  /** For tests of networks (RFC 2544). */
  private final String subnet;

  private final List<String> namespaces = new ArrayList<>();

  private Hosts(String name, String subnet) {
    this.name = name;
    this.subnet = subnet;
  }

  /** A switch, and this process at it. */
  static Hosts open() throws Impossible, IOException, InterruptedException {
    int random = ThreadLocalRandom.current().nextInt(1 << 9);
    String name = "f" + ProcessHandle.current().pid() + "x";
    Hosts hosts = new Hosts(name, "198." + (18 + (random >> 8)) + "." + (random & 255));
    try {
      hosts.run("ip", "netns", "add", hosts.switched());
      hosts.namespaces.add(hosts.switched());
      hosts.inSwitch("link", "add", "bridge", "type", "bridge");
      hosts.inSwitch("link", "set", "bridge", "up");
      hosts.run("ip", "link", "add", name, "type", "veth", "peer", "name", "port1");
      hosts.run("ip", "link", "set", "port1", "netns", hosts.switched());
      hosts.run("ip", "address", "add", hosts.address(1) + "/24", "dev", name);
      hosts.run("ip", "link", "set", name, "up");
      hosts.plug(1);
      return hosts;
    } catch (IOException e) {
      hosts.close();
      throw new Impossible("no hosts can be made here: " + e.getMessage());
    } catch (InterruptedException e) {
      hosts.close();
      throw e;
    }
  }

  private String switched() {
    return name + "s";
  }

  /** The address of this process, for 1, or of a host. */
  String address(int host) {
    return subnet + "." + host;
  }

  /** Another host; the first one is 2. */
  int add() throws IOException, InterruptedException {
    int host = namespaces.size() + 1;
    String own = name + host;
    run("ip", "netns", "add", own);
    namespaces.add(own);
    inSwitch("link", "add", "port" + host, "type", "veth", "peer", "name", "eth0", "netns", own);
    run("ip", "-n", own, "address", "add", address(host) + "/24", "dev", "eth0");
    run("ip", "-n", own, "link", "set", "lo", "up");
    run("ip", "-n", own, "link", "set", "eth0", "up");
    plug(host);
    return host;
  }

  /** What a command has to begin with to run there. */
  List<String> on(int host) {
    return List.of("nsenter", "--net=/var/run/netns/" + namespaces.get(host - 1));
  }

  /** What is sent from and to a host is lost, and neither side is told. */
  void cut(int host) throws IOException, InterruptedException {
    inSwitch("link", "set", "port" + host, "nomaster");
  }

  /** It is reached again. */
  void plug(int host) throws IOException, InterruptedException {
    inSwitch("link", "set", "port" + host, "master", "bridge");
    inSwitch("link", "set", "port" + host, "up");
  }

  private void inSwitch(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", switched()));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path said = Files.createTempFile("hosts", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command)
                + ": "
                + Files.readString(said, StandardCharsets.UTF_8).strip());
      }
    } finally {
      Files.delete(said);
    }
  }

  /** Removes them; processes there go on without a network. */
  void close() throws IOException, InterruptedException {
    for (String namespace : namespaces) {
      run("ip", "netns", "delete", namespace);
    }
    namespaces.clear();
  }
}

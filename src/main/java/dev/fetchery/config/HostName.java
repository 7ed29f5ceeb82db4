package dev.fetchery.config;

import dev.fetchery.job.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this machine is called, as the name of a node. */
final class HostName {
  /** What Linux says, without asking any resolver. */
  private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

  private static final String UNKNOWN = "localhost";

  private HostName() {}

  /** Always a name that a node may have. May block for a moment where the kernel does not tell. */
  static String read(Map<String, String> environment) {
    String name = ofKernel();
    if (name == null) {
      name = environment.get("COMPUTERNAME");
    }
    return NodeName.near(name == null || name.isBlank() ? resolved() : name.strip(), UNKNOWN);
  }

  private static @Nullable String ofKernel() {
    try {
      return Files.isReadable(KERNELS) ? Files.readString(KERNELS) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static String resolved() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}

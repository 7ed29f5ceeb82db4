package dev.fetchery.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules over the settings of the cluster. Resolves its host, so not for an event loop. */
final class ClusterSettings {
  private final SettingValues values;
  private final SettingSources sources;

  ClusterSettings(SettingValues values) {
    this.values = values;
    this.sources = values.sources();
  }

  /** The cluster, or null where none is asked for. */
  Settings.@Nullable Cluster read() throws SettingsException {
    if (!values.isOn(Setting.CLUSTER)) {
      for (Setting setting : Setting.OF_CLUSTER) {
        if (sources.rank(setting) == 0) {
          throw new SettingsException(sources.where(setting) + ": needs --cluster");
        }
      }
      return null;
    }
    Settings.ClusterTls tls = tls();
    List<Settings.Peer> join = values.isSet(Setting.JOIN) ? values.value(Setting.JOIN) : List.of();
    return new Settings.Cluster(
        host(tls != null || values.isOn(Setting.INSECURE_CLUSTER)),
        values.integer(Setting.CLUSTER_PORT),
        values.text(Setting.CLUSTER_NAME),
        join,
        tls);
  }

  /** An address of its own, by which other nodes can reach it. */
  private InetAddress host(boolean protectedOrWilling) throws SettingsException {
    String host = values.text(Setting.CLUSTER_HOST);
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw sources.fault(
          Setting.CLUSTER_HOST, "an address of this machine, or a name that has one");
    }
    if (address.isAnyLocalAddress()) {
      throw new SettingsException(
          sources.where(Setting.CLUSTER_HOST)
              + ": "
              + host
              + " names no address that other nodes could reach: give this machine's in a private"
              + " network");
    }
    if (!address.isLoopbackAddress() && !protectedOrWilling) {
      throw new SettingsException(
          sources.where(Setting.CLUSTER_HOST)
              + ": "
              + host
              + " lets other machines in: give --cluster-cert, --cluster-key and --cluster-ca, or"
              + " --insecure-cluster where each program that reaches it may read and steer jobs");
    }
    return address;
  }

  private Settings.@Nullable ClusterTls tls() throws SettingsException {
    List<Setting> all = List.of(Setting.CLUSTER_CERT, Setting.CLUSTER_KEY, Setting.CLUSTER_CA);
    List<Setting> missing = all.stream().filter(one -> !values.isSet(one)).toList();
    if (missing.size() == all.size()) {
      return null;
    }
    for (Setting given : all) {
      if (missing.contains(given)) {
        continue;
      }
      if (!missing.isEmpty()) {
        String flags = String.join(" and ", missing.stream().map(Setting::flag).toList());
        throw new SettingsException(
            sources.where(given)
                + ": needs "
                + flags
                + " too: nodes prove to each other who they are");
      }
      readable(given);
    }
    Path authorities = values.path(Setting.CLUSTER_CA);
    AuthoritiesFile.read(sources.where(Setting.CLUSTER_CA), authorities);
    return new Settings.ClusterTls(
        values.path(Setting.CLUSTER_CERT), values.path(Setting.CLUSTER_KEY), authorities);
  }

  private void readable(Setting setting) throws SettingsException {
    Path file = values.path(setting);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new SettingsException(
          sources.where(setting)
              + ": cannot read "
              + file
              + ": expected a PEM file that this user can read");
    }
  }
}

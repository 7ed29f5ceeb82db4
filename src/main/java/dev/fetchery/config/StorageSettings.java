package dev.fetchery.config;

import dev.fetchery.files.FilesPlace;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** The rules over the settings of where jobs and files are kept. */
final class StorageSettings {
  private final SettingValues values;
  private final SettingSources sources;

  StorageSettings(SettingValues values) {
    this.values = values;
    this.sources = values.sources();
  }

  Settings.Storage read() throws SettingsException {
    return new Settings.Storage(
        values.path(Setting.DATA_DIR),
        files(),
        values.text(Setting.DURABILITY).equals("full"),
        values.integer(Setting.KEEP_FINISHED),
        store());
  }

  private StorePlace store() throws SettingsException {
    try {
      return StoreConverter.place(values.text(Setting.STORE));
    } catch (TypeConversionException e) {
      throw new SettingsException(sources.where(Setting.STORE) + ": give " + e.getMessage());
    }
  }

  /** {@code files}, or else {@code downloads-dir}; where both are set, as with a token. */
  private FilesPlace files() throws SettingsException {
    int files = sources.rank(Setting.FILES);
    int directory = sources.rank(Setting.DOWNLOADS_DIR);
    if (values.isSet(Setting.FILES) && files == directory) {
      throw new SettingsException(
          sources.where(Setting.FILES) + ": give either files or downloads-dir, not both");
    }
    FilesPlace place =
        files < directory
            ? values.value(Setting.FILES)
            : new FilesPlace.Directory(values.path(Setting.DOWNLOADS_DIR));
    if (place instanceof FilesPlace.Bucket bucket) {
      return new FilesPlace.Bucket(
          bucket.name(),
          bucket.prefix(),
          values.isSet(Setting.S3_ENDPOINT) ? values.value(Setting.S3_ENDPOINT) : null,
          values.textOrNull(Setting.S3_REGION),
          values.isOn(Setting.S3_PATH_STYLE));
    }
    for (Setting s3 : List.of(Setting.S3_ENDPOINT, Setting.S3_REGION)) {
      if (values.isSet(s3)) {
        throw new SettingsException(sources.where(s3) + ": needs --files s3://BUCKET");
      }
    }
    return place;
  }
}

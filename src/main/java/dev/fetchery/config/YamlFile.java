package dev.fetchery.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.fetchery.context.ByteOrderMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Reads one document of YAML whose values are texts as they are written: a password of {@code 0123}
 * is no number, and the version {@code 1.10} is not 1.1.
 */
final class YamlFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private YamlFile() {}

  /**
   * What the file says; missing where it is empty.
   *
   * @param text what it holds
   * @param secret whether a message may not repeat a piece of it
   */
  static JsonNode parse(Path file, String text, boolean secret) throws SettingsException {
    try (JsonParser parser =
        new AsWritten((YAMLParser) YAML.createParser(ByteOrderMark.without(text)))) {
      JsonNode root = YAML.readTree(parser);
      if (parser.nextToken() != null) {
        throw new Unusable("only one document is read", parser.currentTokenLocation());
      }
      return root == null ? MissingNode.getInstance() : root;
    } catch (JsonProcessingException e) {
      throw new SettingsException(file + told(e, secret));
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot be read", e);
    }
  }

  private static String told(JsonProcessingException e, boolean secret) {
    int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
    String where = line > 0 ? ", line " + line : "";
    if (e instanceof Unusable) {
      return where + ": " + e.getOriginalMessage();
    } else if (secret) {
      // The parser's own message may repeat a piece of the file.
      return ": not valid YAML" + where;
    }
    String reason = e.getOriginalMessage().lines().findFirst().orElse("not readable as YAML");
    return where + ": not valid YAML: " + reason;
  }

  /** YAML that is valid and is not read. */
  private static final class Unusable extends JsonProcessingException {
    private static final long serialVersionUID = 1;

    Unusable(String message, JsonLocation at) {
      super(message, at);
    }
  }

  private static final class AsWritten extends JsonParserDelegate {
    private final YAMLParser yaml;

    AsWritten(YAMLParser yaml) {
      super(yaml);
      this.yaml = yaml;
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = yaml.nextToken();
      if (token == JsonToken.VALUE_STRING && yaml.isCurrentAlias()) {
        // It would pass for the text of its name.
        throw new Unusable("write the value out: *NAME is not read", yaml.currentTokenLocation());
      }
      return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL
          ? JsonToken.VALUE_STRING
          : token;
    }
  }
}

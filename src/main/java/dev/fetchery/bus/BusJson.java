package dev.fetchery.bus;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the messages. The records know nothing of it: which alternatives a sealed interface has
 * is read off the interface itself, so a new one needs no registration.
 */
final class BusJson {
  static final ObjectMapper MAPPER = mapper();

  private BusJson() {}

  private static ObjectMapper mapper() {
    SimpleModule texts =
        new SimpleModule()
            .addSerializer(Instant.class, new InstantAsText())
            .addDeserializer(Instant.class, new InstantFromText())
            .addSerializer(WebUrl.class, new UrlAsText())
            .addDeserializer(WebUrl.class, new UrlFromText());
    return JsonMapper.builder()
        .annotationIntrospector(new SealedTypes())
        .addModule(texts)
        // A later release may tell more.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // The components are the state; methods named like getters are not.
        .visibility(PropertyAccessor.GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .build();
  }

  /** Writes {@code "type": "Outer.Name"} wherever the declared type is a sealed interface. */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
      if (!isSealed(type.getRawType())) {
        return null;
      }
      return new StdTypeResolverBuilder()
          .init(JsonTypeInfo.Id.NAME, null)
          .inclusion(JsonTypeInfo.As.PROPERTY)
          .typeProperty("type");
    }

    @Override
    public List<NamedType> findSubtypes(Annotated type) {
      List<NamedType> found = new ArrayList<>();
      collect(type.getRawType(), found);
      return found;
    }

    private static void collect(Class<?> type, List<NamedType> found) {
      if (!isSealed(type)) {
        return;
      }
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (isSealed(permitted)) {
          collect(permitted, found);
        } else {
          found.add(new NamedType(permitted, name(permitted)));
        }
      }
    }

    private static String name(Class<?> type) {
      Class<?> outer = type.getDeclaringClass();
      return (outer == null ? "" : outer.getSimpleName() + ".") + type.getSimpleName();
    }

    private static boolean isSealed(Class<?> type) {
      return type.isInterface() && type.isSealed();
    }
  }

  private static final class InstantAsText extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantAsText() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class InstantFromText extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantFromText() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return Instant.parse(json.getText());
    }
  }

  private static final class UrlAsText extends StdScalarSerializer<WebUrl> {
    private static final long serialVersionUID = 1;

    UrlAsText() {
      super(WebUrl.class);
    }

    @Override
    public void serialize(WebUrl value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.text());
    }
  }

  private static final class UrlFromText extends StdScalarDeserializer<WebUrl> {
    private static final long serialVersionUID = 1;

    UrlFromText() {
      super(WebUrl.class);
    }

    @Override
    public WebUrl deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return WebUrl.parse(json.getText());
      } catch (BadUrlException e) {
        throw new IOException(e.why(), e);
      }
    }
  }
}

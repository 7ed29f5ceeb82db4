package dev.fetchery.source.document;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * XML as a stream of elements. It knows no document type, so no entity of one: nothing is fetched,
 * and nothing grows. Names are without their prefixes, as documents mix them freely.
 */
final class Xml implements Closeable {
  /** Of a text, more is left out: it names a file or dates it. */
  private static final int MAX_TEXT_CHARS = 64 << 10;

  private static final int MAX_TOKEN_BYTES = 2 << 20;
  private static final int MAX_DEPTH = 100;
  private static final XMLInputFactory FACTORY = factory();

  private final BoundedInput bytes;
  private final XMLStreamReader reader;
  private int depth;

  Xml(InputStream document) throws IOException {
    this.bytes = new BoundedInput(document, MAX_TOKEN_BYTES);
    try {
      this.reader = FACTORY.createXMLStreamReader(bytes);
    } catch (XMLStreamException e) {
      document.close();
      throw fault(e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not read");
        });
    return factory;
  }

  /** The next start of an element, at any depth; null at the end of the document. */
  @Nullable String nextStart() throws IOException {
    return nextStart(0);
  }

  /**
   * The next start of an element below one of this depth; null at that one's end.
   *
   * @param above depth of the element whose children are read
   */
  @Nullable String nextStart(int above) throws IOException {
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        return reader.getLocalName();
      }
      boolean over = event == XMLStreamConstants.END_ELEMENT && depth < above;
      if (over || event == XMLStreamConstants.END_DOCUMENT) {
        return null;
      }
    }
  }

  /** Depth of the element that was begun last and is open; 1 is the root. */
  int depth() {
    return depth;
  }

  /** The namespace of the element at hand, or the empty text. */
  String namespace() {
    String uri = reader.getNamespaceURI();
    return uri == null ? "" : uri;
  }

  /** An attribute of the element begun last, stripped, or null where it is missing or empty. */
  @Nullable String attribute(String name) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (reader.getAttributeLocalName(i).equals(name)) {
        String value = reader.getAttributeValue(i).strip();
        return value.isEmpty() || value.length() > MAX_TEXT_CHARS ? null : value;
      }
    }
    return null;
  }

  /** The text of the element begun last, with that of its children, stripped; goes to its end. */
  String text() throws IOException {
    StringBuilder text = new StringBuilder();
    int own = depth;
    while (depth >= own) {
      int event = next();
      if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        int room = MAX_TEXT_CHARS - text.length();
        text.append(reader.getTextCharacters(), reader.getTextStart(), min(room));
      }
    }
    return text.toString().strip();
  }

  private int min(int room) {
    return Math.min(room, reader.getTextLength());
  }

  /** Goes to the end of the element begun last. */
  void skip() throws IOException {
    int own = depth;
    while (depth >= own) {
      next();
    }
  }

  private int next() throws IOException {
    try {
      if (!reader.hasNext()) {
        return XMLStreamConstants.END_DOCUMENT;
      }
      int event = reader.next();
      bytes.progressed();
      if (event == XMLStreamConstants.START_ELEMENT && ++depth > MAX_DEPTH) {
        throw new BadDocumentException("its elements are nested too deep");
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
      return event;
    } catch (XMLStreamException e) {
      throw fault(e);
    }
  }

  /** Without the parser's words, which repeat the document's. */
  private static IOException fault(XMLStreamException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadDocumentException bad) {
        return bad;
      }
    }
    if (e.getNestedException() instanceof IOException read) {
      return read;
    }
    return new BadDocumentException(
        e.getLocation() == null || e.getLocation().getLineNumber() < 1
            ? "it is not XML"
            : "it is not XML at line "
                + e.getLocation().getLineNumber()
                + ", column "
                + e.getLocation().getColumnNumber());
  }

  @Override
  public void close() throws IOException {
    try {
      reader.close();
    } catch (XMLStreamException e) {
      // It was only read: nothing is lost.
    } finally {
      bytes.close();
    }
  }
}

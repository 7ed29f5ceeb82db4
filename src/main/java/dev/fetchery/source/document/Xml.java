package dev.fetchery.source.document;

import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;
import javax.xml.XMLConstants;
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
  private static final int MAX_SHOWN_CHARS = 40;
  private static final XMLInputFactory FACTORY = factory();

  private final BoundedInput bytes;
  private final XMLStreamReader reader;
  private final String kind;
  private final Set<String> roots;
  private int depth;

  /** What {@code xml:base} says, the innermost first. */
  private final Deque<Base> bases = new ArrayDeque<>();

  private record Base(int depth, String reference) {}

  /**
   * @param kind what the document should be
   * @param roots names of the root elements of such a document
   */
  Xml(InputStream document, String kind, Set<String> roots) throws IOException {
    this.kind = kind;
    this.roots = Set.copyOf(roots);
    this.bytes = new BoundedInput(withoutBlanks(document), MAX_TOKEN_BYTES);
    try {
      this.reader = FACTORY.createXMLStreamReader(bytes);
    } catch (XMLStreamException e) {
      document.close();
      throw fault(e);
    }
  }

  /** Scripts often leave blank lines in front of what they print. */
  private static InputStream withoutBlanks(InputStream document) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(document);
    int first = bytes.read();
    while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
      first = bytes.read();
    }
    if (first >= 0) {
      bytes.unread(first);
    }
    return bytes;
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
      if (event == XMLStreamConstants.START_ELEMENT) {
        begun();
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
      return event;
    } catch (XMLStreamException e) {
      throw fault(e);
    }
  }

  private void begun() throws BadDocumentException {
    if (++depth > MAX_DEPTH) {
      throw new BadDocumentException("its elements are nested too deep");
    }
    String name = reader.getLocalName();
    if (depth == 1 && !roots.contains(name)) {
      String shown = name.length() <= MAX_SHOWN_CHARS ? name : name.substring(0, MAX_SHOWN_CHARS);
      throw new BadDocumentException("it is not " + kind + ", begins with <" + shown + ">");
    }
    while (!bases.isEmpty() && bases.peek().depth() >= depth) {
      bases.pop();
    }
    String base = reader.getAttributeValue(XMLConstants.XML_NS_URI, "base");
    if (base != null && base.length() <= MAX_TEXT_CHARS) {
      bases.push(new Base(depth, base.strip()));
    }
  }

  /**
   * A reference at the element begun last, by what {@code xml:base} says there (XML Base, 4.2).
   *
   * @param document where the document is
   */
  String resolved(String reference, WebUrl document) {
    if (bases.isEmpty()) {
      return reference;
    }
    try {
      WebUrl from = document;
      for (Iterator<Base> outer = bases.descendingIterator(); outer.hasNext(); ) {
        from = WebUrl.parse(from.resolve(outer.next().reference()));
      }
      return from.resolve(reference);
    } catch (BadUrlException e) {
      return reference;
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

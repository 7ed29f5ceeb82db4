package dev.fetchery.source.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;
import org.jspecify.annotations.Nullable;

/**
 * The references that a CSS selector finds in an HTML page, in the page's order of ends. Elements
 * are dropped once they were looked at, unless the selector asks for their siblings or children.
 */
final class HtmlReader implements DocumentReader {
  /** A page holds pictures and scripts inside. */
  private static final int MAX_TOKEN_BYTES = 16 << 20;

  private static final int MAX_PAGE_BYTES = 64 << 20;
  private static final Pattern LINE_ENDS = Pattern.compile("[\\t\\n\\r]+");

  private final BoundedInput page;
  private final StreamParser parser;
  private final Iterator<Element> elements;
  private final Evaluator wanted;
  private final String attribute;
  private final boolean alone;

  /** Whether the attribute holds several references, for pictures of several sizes. */
  private final boolean several;

  private final Deque<Found> ready = new ArrayDeque<>();
  private @Nullable String base;

  /**
   * @param charset of the document
   * @param select a CSS selector
   * @param attribute of each element found that holds a reference
   */
  HtmlReader(InputStream document, Charset charset, String select, String attribute) {
    this.alone = isOfOneElement(select);
    this.page = new BoundedInput(document, alone ? MAX_TOKEN_BYTES : MAX_PAGE_BYTES);
    this.parser =
        new StreamParser(Parser.htmlParser()).parse(new InputStreamReader(page, charset), "");
    this.elements = parser.iterator();
    this.wanted = QueryParser.parse(select);
    this.attribute = attribute;
    this.several = attribute.toLowerCase(Locale.ROOT).endsWith("srcset");
  }

  /** Whether what a selector says of an element hangs on nothing but it and what is around it. */
  private static boolean isOfOneElement(String select) {
    return select.indexOf(':') < 0 && select.indexOf('+') < 0 && select.indexOf('~') < 0;
  }

  @Override
  public @Nullable Found next() throws IOException {
    while (ready.isEmpty() && hasNext()) {
      Element element = elements.next();
      if (base == null && element.normalName().equals("base") && element.hasAttr("href")) {
        base = element.attr("href").strip();
      }
      String reference = element.is(wanted) ? element.attr(attribute).strip() : "";
      if (alone) {
        forget(element);
      }
      for (String one : several ? SourceSet.urls(reference) : List.of(bare(reference))) {
        if (isFile(one)) {
          ready.add(Found.Entry.of(one));
        }
      }
    }
    return ready.poll();
  }

  /** Line ends and tabs are no part of a URL, wherever they stand (URL Standard, 4.4). */
  private static String bare(String reference) {
    return LINE_ENDS.matcher(reference).replaceAll("");
  }

  private boolean hasNext() throws IOException {
    try {
      return elements.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Drops an element, whose children were looked at before it, with the text in front of it. */
  private void forget(Element element) {
    page.progressed();
    if (element.parent() == null || isOfEveryPage(element)) {
      return;
    }
    for (Node before = element.previousSibling();
        before instanceof TextNode;
        before = element.previousSibling()) {
      before.remove();
    }
    element.remove();
  }

  private static boolean isOfEveryPage(Element element) {
    String name = element.normalName();
    return name.equals("html") || name.equals("head") || name.equals("body");
  }

  /** Fragments are of this page, and other schemes than http and https are no files. */
  private static boolean isFile(String reference) {
    if (reference.isEmpty() || reference.charAt(0) == '#') {
      return false;
    }
    int colon = reference.indexOf(':');
    for (int i = 0; i < colon; i++) {
      char c = reference.charAt(i);
      boolean ofScheme =
          Character.isLetterOrDigit(c) && c < 128 || c == '+' || c == '-' || c == '.';
      if (!ofScheme) {
        return true;
      }
    }
    return colon <= 0
        || reference.regionMatches(true, 0, "http:", 0, 5)
        || reference.regionMatches(true, 0, "https:", 0, 6);
  }

  @Override
  public @Nullable String base() {
    return base;
  }

  @Override
  public void close() throws IOException {
    parser.close();
    page.close();
  }
}

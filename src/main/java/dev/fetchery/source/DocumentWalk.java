package dev.fetchery.source;

import dev.fetchery.job.Fault;

/** Which of the documents that a listing leads to are read. */
sealed interface DocumentWalk permits DirectoryWalk, SitemapWalk {
  Verdict READ = new Read();
  Verdict PASS_OVER = new PassOver();

  /** What is to be done with a document. */
  sealed interface Verdict {}

  /** It is read. */
  record Read() implements Verdict {}

  /** It was read, or is deeper than asked for: it is passed over. */
  record PassOver() implements Verdict {}

  /** It is not read, and the job is told so. */
  record Refuse(Fault why) implements Verdict {}

  /** Notes a document that the listing begins with, or goes on with. */
  void begin(OpenDocument document);

  /** Judges a document that another one names, before it is asked for. */
  Verdict enter(OpenDocument document);

  /** Judges a document that was fetched, by the URL that answered. */
  Verdict judge(OpenDocument document);
}

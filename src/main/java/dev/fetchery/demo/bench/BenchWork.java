package dev.fetchery.demo.bench;

/**
 * The work of a bench: a paged listing of a demo origin and the files it names.
 *
 * @param baseUrl of the origin
 * @param files at least 1
 * @param sizeBytes of each
 * @param pages of the listing; from 1 to {@code files}
 */
public record BenchWork(String baseUrl, int files, long sizeBytes, int pages) {

  /** Number of files on a full page. */
  public int perPage() {
    return (files + pages - 1) / pages;
  }

  String pageUrl(int start) {
    return listUrl() + "?start=" + start + "&per_page=" + perPage();
  }

  private String listUrl() {
    return baseUrl + "/list/" + files + "/" + sizeBytes;
  }

  /**
   * The work as a job document.
   *
   * @param dir inside the downloads directory
   */
  public String job(String dir) {
    return """
        {"source": {"type": "pages", "url": "%s", "query": {"start": "{start}", "per_page": "{perPage}"},
                    "perPage": %d, "at": "/urls", "more": {"header": "More"}},
         "save": {"dir": "%s", "as": "{index}.bin"}}
        """
        .formatted(listUrl(), perPage(), dir);
  }
}

package dev.fetchery.demo.bench;

/**
 * What a bench fetches from a demo origin.
 *
 * @param baseUrl of the origin
 * @param files at least 1
 * @param sizeBytes of each
 * @param pages over which they are listed; at least 1, at most as many as files
 */
public record BenchWork(String baseUrl, int files, long sizeBytes, int pages) {

  /** Files a page lists when it is full. */
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
   * The same as a job.
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

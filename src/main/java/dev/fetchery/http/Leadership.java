package dev.fetchery.http;

/** Whether this process carries out commands, or stands by for one that does. For any thread. */
public interface Leadership {
  /** Of a process that no other stands by for. */
  Leadership ALONE =
      new Leadership() {
        @Override
        public boolean leads() {
          return true;
        }

        @Override
        public String leader() {
          return "";
        }
      };

  boolean leads();

  /** Where the process that leads has its interface, as a URL; empty while that is not known. */
  String leader();
}

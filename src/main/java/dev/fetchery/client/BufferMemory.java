package dev.fetchery.client;

/** Memory that connections may read into. Confined to the fetcher's event loop. */
public interface BufferMemory {
  /** As much as anyone needs: for a client without a budget. */
  BufferMemory AMPLE =
      new BufferMemory() {
        @Override
        public long limit() {
          return Long.MAX_VALUE;
        }

        @Override
        public long used() {
          return 0;
        }

        @Override
        public boolean isTight() {
          return false;
        }
      };

  /** Bytes for all connections together. */
  long limit();

  /** Bytes that are taken of it. */
  long used();

  /** Whether connections should read no more at a time than they must. */
  boolean isTight();
}

/*
 * What the machine allows: small files fetched over connections that stay open, with the calls that
 * Fetchery makes for each and nothing else. limit LIST OUT AT_ONCE; http://ADDRESS:PORT/NAME only.
 * Two threads, each with an epoll and half of the connections.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { THREADS = 2, BODY = 1 << 20 };

struct connection {
  int socket;
  long file; /* the one that is asked for */
  size_t have;
  char bytes[BODY];
};

static char **urls;
static long count;
static atomic_long next_file;
static int out, at_once;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static const char *name_of(long file) { return strrchr(urls[file], '/') + 1; }

/* Asks for the next file; 0 when there is none. */
static int ask(struct connection *c) {
  c->file = atomic_fetch_add(&next_file, 1);
  c->have = 0;
  if (c->file >= count) {
    close(c->socket);
    return 0;
  }
  char request[4096];
  int length = snprintf(request, sizeof request, "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        name_of(c->file));
  if (write(c->socket, request, length) != length) die("send");
  return 1;
}

static void save(struct connection *c, const char *body, size_t length) {
  char part[4096];
  snprintf(part, sizeof part, ".part-%ld", c->file);
  int file = openat(out, part, O_CREAT | O_EXCL | O_WRONLY, 0644);
  if (file < 0) die("create");
  if (write(file, body, length) != (ssize_t)length) die("write");
  close(file);
  if (linkat(out, part, out, name_of(c->file), 0)) die("link");
  if (unlinkat(out, part, 0)) die("unlink");
}

/* Whether the response is whole; then its file is saved. */
static int whole(struct connection *c) {
  char *end = memmem(c->bytes, c->have, "\r\n\r\n", 4);
  if (!end) return 0;
  char *field = memmem(c->bytes, c->have, "Content-Length: ", 16);
  if (!field || field > end || strncmp(c->bytes, "HTTP/1.1 200", 12)) die("response");
  size_t length = strtoul(field + 16, NULL, 10), head = end + 4 - c->bytes;
  if (c->have < head + length) return 0;
  save(c, c->bytes + head, length);
  return 1;
}

static struct connection *connection(int poll) {
  struct sockaddr_in to = {.sin_family = AF_INET};
  char address[64];
  int port, on = 1;
  if (sscanf(urls[0], "http://%63[^:]:%d/", address, &port) != 2) die("http://ADDRESS:PORT/");
  to.sin_port = htons(port);
  inet_pton(AF_INET, address, &to.sin_addr);
  struct connection *c = malloc(sizeof *c);
  c->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->socket, (struct sockaddr *)&to, sizeof to)) die("connect");
  setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poll, EPOLL_CTL_ADD, c->socket, &event);
  return c;
}

static void *work(void *nothing) {
  (void)nothing;
  int poll = epoll_create1(0), open = 0;
  for (int i = 0; i < (at_once + THREADS - 1) / THREADS; i++) open += ask(connection(poll));
  while (open > 0) {
    struct epoll_event events[64];
    int ready = epoll_wait(poll, events, 64, -1);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      ssize_t got = read(c->socket, c->bytes + c->have, BODY - c->have);
      if (got <= 0) die("receive");
      c->have += got;
      if (whole(c) && !ask(c)) open--;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  FILE *list = fopen(argv[1], "r");
  if (!list) die(argv[1]);
  urls = malloc(sizeof *urls * 2000000);
  char line[4096];
  while (fgets(line, sizeof line, list)) {
    line[strcspn(line, "\n")] = 0;
    urls[count++] = strdup(line);
  }
  out = open(argv[2], O_DIRECTORY | O_RDONLY);
  if (out < 0) die(argv[2]);
  at_once = atoi(argv[3]);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  return 0;
}

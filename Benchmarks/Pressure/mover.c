// Saves or loads files in one way: mover save|load WAY FILE BYTES [THREADS]
//   plain:     write only
//   dontneed:  write, then POSIX_FADV_DONTNEED, as ds4 does
//   fdatasync: write, fdatasync, then POSIX_FADV_DONTNEED
//   dontcache: pwritev2/preadv2 with RWF_DONTCACHE
//   dontcachewait: the same, then sync_file_range with a wait for all bytes, as a windowed save ends
//   direct:    O_DIRECT with aligned buffers
//   noreuse:   POSIX_FADV_NOREUSE first
// With THREADS, each thread has its own file: FILE.0, FILE.1, ... and BYTES is the size of each.
// Prints the seconds and the context switches of the process. Exits with 3 if the file system does not support the way.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef RWF_DONTCACHE
#define RWF_DONTCACHE 0x80
#endif

#define WAIT (SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER)

enum { PIECE = 1 << 20, MOST = 1024 };

static int save;
static const char *way;
static long long bytes;
static unsigned char *buffer;

static void fail(const char *what) {
    perror(what);
    exit(errno == EOPNOTSUPP ? 3 : 1);
}

static void *move(void *argument) {
    const char *path = argument;
    int direct = !strcmp(way, "direct"), flags = strncmp(way, "dontcache", 9) ? 0 : RWF_DONTCACHE;
    int file = open(path, (save ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY) | (direct ? O_DIRECT : 0), 0600);
    if (file < 0) fail(path);
    if (!strcmp(way, "noreuse")) posix_fadvise(file, 0, 0, POSIX_FADV_NOREUSE);
    for (long long offset = 0; offset < bytes;) {
        struct iovec piece = {buffer, PIECE};
        ssize_t moved = save ? pwritev2(file, &piece, 1, offset, flags) : preadv2(file, &piece, 1, offset, flags);
        if (moved < 0) fail("moving bytes");
        if (moved == 0) break;
        offset += moved;
    }
    if (!strcmp(way, "fdatasync") && save && fdatasync(file)) fail("fdatasync");
    if (!strcmp(way, "dontcachewait") && save && sync_file_range(file, 0, 0, WAIT)) fail("sync_file_range");
    if (!strcmp(way, "fdatasync") || !strcmp(way, "dontneed")) posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5 && count != 6) return 2;
    save = !strcmp(arguments[1], "save");
    way = arguments[2];
    bytes = atoll(arguments[4]);
    int threads = count == 6 ? atoi(arguments[5]) : 0;
    if (threads > MOST) return 2;
    // All threads share the buffer. When they load, all write into it, and nobody reads it.
    if (posix_memalign((void **)&buffer, 4096, PIECE)) return 1;
    for (int i = 0; i < PIECE; i++) buffer[i] = i * 2654435761u >> 13;

    static pthread_t running[MOST];
    static char paths[MOST][4096];
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (!threads) move(arguments[3]);
    for (int i = 0; i < threads; i++) {
        snprintf(paths[i], sizeof paths[i], "%s.%d", arguments[3], i);
        if (pthread_create(&running[i], NULL, move, paths[i])) fail("pthread_create");
    }
    for (int i = 0; i < threads; i++) pthread_join(running[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.6f %ld\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9, usage.ru_nvcsw + usage.ru_nivcsw);
    return 0;
}

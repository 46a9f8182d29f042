// Saves or loads a file in one way and prints the seconds: mover save|load WAY FILE BYTES
//   plain:     write only
//   dontneed:  write, then POSIX_FADV_DONTNEED, as ds4 does
//   fdatasync: write, fdatasync, then POSIX_FADV_DONTNEED
//   dontcache: pwritev2/preadv2 with RWF_DONTCACHE
//   dontcachewait: the same, then sync_file_range with a wait for all bytes, as a windowed save ends
//   direct:    O_DIRECT with aligned buffers
// Exits with 3 if the file system does not support the way.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef RWF_DONTCACHE
#define RWF_DONTCACHE 0x80
#endif

#define WAIT (SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER)

enum { PIECE = 1 << 20 };

static int fail(const char *what) {
    perror(what);
    return errno == EOPNOTSUPP ? 3 : 1;
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    int save = !strcmp(arguments[1], "save");
    const char *way = arguments[2];
    int direct = !strcmp(way, "direct"), flags = strncmp(way, "dontcache", 9) ? 0 : RWF_DONTCACHE;
    long long bytes = atoll(arguments[4]);
    unsigned char *buffer;
    if (posix_memalign((void **)&buffer, 4096, PIECE)) return 1;
    for (int i = 0; i < PIECE; i++) buffer[i] = i * 2654435761u >> 13;

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int file = open(arguments[3], (save ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY) | (direct ? O_DIRECT : 0), 0600);
    if (file < 0) return fail(arguments[3]);
    for (long long offset = 0; offset < bytes;) {
        struct iovec piece = {buffer, PIECE};
        ssize_t moved = save ? pwritev2(file, &piece, 1, offset, flags) : preadv2(file, &piece, 1, offset, flags);
        if (moved < 0) return fail("moving bytes");
        if (moved == 0) break;
        offset += moved;
    }
    if (!strcmp(way, "fdatasync") && save && fdatasync(file)) return fail("fdatasync");
    if (!strcmp(way, "dontcachewait") && save && sync_file_range(file, 0, 0, WAIT)) return fail("sync_file_range");
    if (!strcmp(way, "fdatasync") || !strcmp(way, "dontneed")) posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9);
    return 0;
}

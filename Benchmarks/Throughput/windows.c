// The windowed save and load loop in C. When a window is full, it starts its write-back, waits for the window before, and drops
// that window. Prints the seconds.
//   windows save PATH BYTES WINDOW
//   windows load PATH WINDOW
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (1 << 20)

static char block[BLOCK];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void write_back(int fd, long from, long bytes)
{
    if (sync_file_range(fd, from, bytes, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER))
        fail("sync_file_range");
}

static void save(const char *path, long bytes, long window)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        fail("open");
    for (long done = 0; done < bytes;) {
        long piece = bytes - done < BLOCK ? bytes - done : BLOCK;
        if (write(fd, block, piece) != piece)
            fail("write");
        done += piece;
        if (done % window == 0) {
            if (sync_file_range(fd, done - window, window, SYNC_FILE_RANGE_WRITE))
                fail("sync_file_range");
            if (done > window) {
                write_back(fd, done - 2 * window, window);
                posix_fadvise(fd, done - 2 * window, window, POSIX_FADV_DONTNEED);
            }
        }
    }
    write_back(fd, 0, 0);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

static void load(const char *path, long window)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("open");
    long done = 0, got;
    while ((got = read(fd, block, BLOCK)) > 0) {
        done += got;
        if (done % window == 0 && done > window)
            posix_fadvise(fd, done - 2 * window, window, POSIX_FADV_DONTNEED);
    }
    if (got < 0)
        fail("read");
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

int main(int argc, char **argv)
{
    memset(block, 0x5a, sizeof block);
    double begin = now();
    if (argc == 5 && !strcmp(argv[1], "save"))
        save(argv[2], atol(argv[3]), atol(argv[4]));
    else if (argc == 4 && !strcmp(argv[1], "load"))
        load(argv[2], atol(argv[3]));
    else
        return 2;
    printf("%.6f\n", now() - begin);
    return 0;
}

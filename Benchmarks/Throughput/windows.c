// The windowed save and load loop in C. A save starts the write-back of each step of 1 MiB. When the window is full, it waits for the
// write-back of the oldest step, and drops that step. A load drops each step after it has read the next step. Prints the seconds.
//   windows save PATH BYTES WINDOW
//   windows load PATH
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (1L << 20)
#define FOLIO (2L << 20)

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

// The kernel drops a large folio only if the range covers all of it, so the range begins at the start of the folio.
static void drop(int fd, long step)
{
    long from = step & -FOLIO;
    posix_fadvise(fd, from, step + BLOCK - from, POSIX_FADV_DONTNEED);
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
        if (sync_file_range(fd, done - piece, piece, SYNC_FILE_RANGE_WRITE))
            fail("sync_file_range");
        if (done >= window) {
            write_back(fd, done - window, BLOCK);
            drop(fd, done - window);
        }
    }
    write_back(fd, 0, 0);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

static void load(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("open");
    long done = 0, got;
    while ((got = read(fd, block, BLOCK)) > 0) {
        done += got;
        if (done > BLOCK)
            drop(fd, done - got - BLOCK);
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
    else if (argc == 3 && !strcmp(argv[1], "load"))
        load(argv[2]);
    else
        return 2;
    printf("%.6f\n", now() - begin);
    return 0;
}

// Replaces a file again and again: writes a temporary file, flushes its data, renames it. Prints the seconds.
//   replace file|directory PATH BYTES TIMES
// "directory" also flushes the directory, as DurableFile does.
#define _GNU_SOURCE
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void check(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void replace(const char *path, const char *temporary, int directory, const char *data, size_t bytes)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    check(fd, "open");
    while (bytes > 0) {
        ssize_t written = write(fd, data, bytes);
        check(written, "write");
        data += written;
        bytes -= written;
    }
    check(fdatasync(fd), "fdatasync");
    check(close(fd), "close");
    check(rename(temporary, path), "rename");
    if (directory >= 0)
        check(fsync(directory), "fsync");
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    const char *path = argv[2];
    size_t bytes = strtoul(argv[3], NULL, 10);
    long times = strtol(argv[4], NULL, 10);
    char temporary[4096], parent[4096];
    snprintf(temporary, sizeof temporary, "%s.tmp", path);
    snprintf(parent, sizeof parent, "%s", path);
    int directory = strcmp(argv[1], "directory") ? -1 : open(dirname(parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *data = malloc(bytes);
    memset(data, 1, bytes);
    double start = now();
    for (long i = 0; i < times; i++)
        replace(path, temporary, directory, data, bytes);
    printf("%.9f\n", now() - start);
    return 0;
}

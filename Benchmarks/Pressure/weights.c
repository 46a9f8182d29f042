// Maps a model's weights and passes over them, as an inference engine does: weights FILE SCENE
//   loop:  over all pages, again and again;
//   tenth: over a random tenth of all MiB per pass, as a mixture of experts does;
//   idle:  only on request.
// Prints "ready" after a first pass over everything. Commands on standard input: "report" prints the major faults of all passes
// since the last report, and the microseconds of each pass. "pass" makes one pass over everything, and prints these figures for that
// pass only.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, MIB = 1 << 20, MOST = 1 << 20 };

static double microseconds[MOST];
static int passes;
static volatile unsigned char sink;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static long faults(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_majflt;
}

static void touch(const unsigned char *start, size_t length) {
    for (size_t i = 0; i < length; i += PAGE) sink += start[i];
}

static void pass(const unsigned char *weights, size_t length, int tenth) {
    double start = now();
    if (tenth)
        for (size_t n = length / MIB / 10; n > 0; n--) touch(weights + (size_t)(rand() % (length / MIB)) * MIB, MIB);
    else
        touch(weights, length);
    if (passes < MOST) microseconds[passes++] = now() - start;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    int file = open(arguments[1], O_RDONLY);
    struct stat stat;
    if (file < 0 || fstat(file, &stat)) { perror(arguments[1]); return 1; }
    unsigned char *weights = mmap(NULL, stat.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (weights == MAP_FAILED) { perror("mmap"); return 1; }
    int loop = !strcmp(arguments[2], "loop"), tenth = !strcmp(arguments[2], "tenth");
    touch(weights, stat.st_size);
    puts("ready");
    fflush(stdout);
    long before = faults();
    char line[64];
    struct pollfd input = {0, POLLIN, 0};
    for (;;) {
        if (poll(&input, 1, loop || tenth ? 0 : -1) > 0) {
            ssize_t length = read(0, line, sizeof line - 1);
            if (length <= 0) return 0;
            line[length] = 0;
            if (!strncmp(line, "pass", 4)) {
                passes = 0;
                before = faults();
                pass(weights, stat.st_size, 0);
            }
            printf("%ld", faults() - before);
            for (int i = 0; i < passes; i++) printf(" %.1f", microseconds[i]);
            puts("");
            fflush(stdout);
            passes = 0;
            before = faults();
        }
        if (loop || tenth) pass(weights, stat.st_size, tenth);
    }
}

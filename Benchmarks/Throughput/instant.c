// The calls that a hint makes, at no cost: what is left to measure is IoPolicy's own code. All other calls are those of
// the C library, which this one is linked to.
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

int posix_fadvise(int fd, off_t offset, off_t length, int advice)
{
    (void)fd, (void)offset, (void)length, (void)advice;
    return 0;
}

int sync_file_range(int fd, off64_t offset, off64_t length, unsigned int flags)
{
    (void)fd, (void)offset, (void)length, (void)flags;
    return 0;
}

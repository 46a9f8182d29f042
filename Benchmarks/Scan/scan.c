/* Reads the header of each file of a directory: only open, read and close. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_LENGTH 43 /* forty hexadecimal digits and ".kv" */
#define HEADER_BYTES 52

int main(int count, char **arguments)
{
    DIR *directory = count == 2 ? opendir(arguments[1]) : NULL;
    if (directory == NULL) {
        perror("opendir");
        return 1;
    }

    long files = 0;
    unsigned char header[HEADER_BYTES];
    for (struct dirent *name; (name = readdir(directory)) != NULL;) {
        if (strlen(name->d_name) != NAME_LENGTH) {
            continue;
        }

        int file = openat(dirfd(directory), name->d_name, O_RDONLY | O_CLOEXEC);
        files += file >= 0 && read(file, header, HEADER_BYTES) == HEADER_BYTES && memcmp(header, "KVC", 3) == 0;
        close(file);
    }

    printf("%ld\n", files);
    return 0;
}

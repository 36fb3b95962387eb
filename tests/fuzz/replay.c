/* Runs a target once over every file named, or in the folders named: the corpus as an ordinary
 * test, with any compiler. Each file is read into a block of its own size, so that a checker sees
 * its end. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static unsigned replayed;

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat about;
    uint8_t *bytes;

    CV_ASSERT(file != NULL);
    CV_ASSERT_EQ(fstat(fileno(file), &about), 0);
    bytes = malloc((size_t)about.st_size + (about.st_size == 0));
    CV_ASSERT(bytes != NULL);
    CV_ASSERT_EQ(fread(bytes, 1, (size_t)about.st_size, file), about.st_size);
    (void)fclose(file);
    (void)fprintf(stderr, "%s\n", path); /* the last one named is the one that failed */
    (void)LLVMFuzzerTestOneInput(bytes, (size_t)about.st_size);
    free(bytes);
    replayed++;
}

static void replay(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    if (dir == NULL) {
        replay_file(path);
        return;
    }
    while ((entry = readdir(dir)) != NULL) {
        char name[4096];

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        replay_file(name);
    }
    (void)closedir(dir);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') /* options are libFuzzer's */
            replay(argv[i]);
    }
    (void)printf("%u inputs replayed\n", replayed);
    return replayed == 0;
}
